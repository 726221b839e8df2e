import type { Metadata } from "next";
import { headers } from "next/headers";

import { NothingHere } from "./_components/nothing-here";

export const metadata: Metadata = { title: "Not found" };

export default async function NotFound() {
  // Rendered at each request, or its scripts would lack the nonce of proxy.ts.
  await headers();
  return (
    <main>
      <NothingHere />
    </main>
  );
}
