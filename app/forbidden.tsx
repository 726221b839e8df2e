import type { Metadata } from "next";

import { PlainPage } from "./_components/plain-page";
import { LinkButton } from "./_ui/button";

export const metadata: Metadata = { title: "Not allowed" };

export default function Forbidden() {
  return (
    <PlainPage title="You may not see this page">
      <p className="text-center text-muted">It is for staff. Ask them if you think you should.</p>
      <LinkButton href="/torrents" look="primary" className="self-center">
        To the torrents
      </LinkButton>
    </PlainPage>
  );
}
