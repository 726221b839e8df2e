import type { Metadata } from "next";

import { LinkButton } from "../_ui/button";
import { EmptyState } from "../_ui/empty-state";
import { PageHeader } from "../_ui/page-header";

export const metadata: Metadata = { title: "Not found" };

export default function StaffNotFound() {
  return (
    <>
      <PageHeader title="There is nothing here" />
      <EmptyState
        title="No such torrent or member"
        action={
          <>
            <LinkButton href="/staff/torrents">Find a torrent</LinkButton>
            <LinkButton href="/staff/members">Find a member</LinkButton>
          </>
        }
      >
        The address is wrong, or what was here is gone for good.
      </EmptyState>
    </>
  );
}
