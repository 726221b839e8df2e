import type { Metadata } from "next";

import { LinkButton } from "../_ui/button";
import { EmptyState } from "../_ui/empty-state";
import { PageHeader } from "../_ui/page-header";

export const metadata: Metadata = { title: "Not allowed" };

export default function StaffForbidden() {
  return (
    <>
      <PageHeader title="You may not see this page" />
      <EmptyState
        title="It is for staff"
        action={
          <LinkButton href="/torrents" look="primary">
            To the torrents
          </LinkButton>
        }
      >
        Ask them if you think you should see it.
      </EmptyState>
    </>
  );
}
