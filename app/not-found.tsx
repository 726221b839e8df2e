import type { Metadata } from "next";
import { headers } from "next/headers";

import { PlainPage } from "./_components/plain-page";
import { LinkButton } from "./_ui/button";

export const metadata: Metadata = { title: "Not found" };

export default async function NotFound() {
  // Rendered at each request, or its scripts would lack the nonce of proxy.ts.
  await headers();
  return (
    <PlainPage title="There is nothing here">
      <p className="text-center text-muted">
        The address is wrong, or what was here has been removed.
      </p>
      <LinkButton href="/" look="primary" className="self-center">
        To the start
      </LinkButton>
    </PlainPage>
  );
}
