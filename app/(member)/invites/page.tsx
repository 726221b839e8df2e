import type { Metadata } from "next";

import { listInvites } from "#lib/invites/queries";
import type { InviteView } from "#lib/invites/types";
import { readSettings } from "#lib/settings/queries";
import { requireViewer } from "#lib/web/viewer";

import { Badge } from "../../_ui/badge";
import { EmptyState } from "../../_ui/empty-state";
import { Form } from "../../_ui/form";
import { Link } from "../../_ui/link";
import { PageHeader } from "../../_ui/page-header";
import { RelativeTime } from "../../_ui/relative-time";
import { SubmitButton } from "../../_ui/submit-button";
import { Cell, ColumnHead, Table } from "../../_ui/table";
import { NewLink } from "./_components/new-link";
import { makeInvite, withdrawInvite } from "./actions";

export const metadata: Metadata = { title: "Invites" };

const notNeeded = {
  open: "Everyone may register now, so nobody needs an invite.",
  closed: "Registration is closed now, so an invite would open nothing.",
} as const;

export default async function InvitesPage() {
  const viewer = await requireViewer();
  const [invites, { registration, inviteDays }] = await Promise.all([
    listInvites(viewer),
    readSettings(),
  ]);
  return (
    <>
      <PageHeader title="Invites">
        An invite lets one person register, within {inviteDays} days. Who comes by it is noted.
      </PageHeader>
      {registration === "invite" ? (
        <Form action={makeInvite} label="New invite" className="max-w-2xl">
          <NewLink />
          <SubmitButton className="w-fit">Create invite</SubmitButton>
        </Form>
      ) : (
        <p className="max-w-2xl rounded-box border border-line bg-base-100 px-4 py-3">
          {notNeeded[registration]}
        </p>
      )}
      {invites.length === 0 ? (
        <EmptyState title="You have made no invite yet">
          {registration === "invite"
            ? "Create one and send its link to whom you trust."
            : "When registration is by invite, you make them here."}
        </EmptyState>
      ) : (
        <InviteTable invites={invites} />
      )}
    </>
  );
}

function InviteTable({ invites }: { readonly invites: readonly InviteView[] }) {
  return (
    <Table label="Your invites">
      <thead>
        <tr>
          <ColumnHead>State</ColumnHead>
          <ColumnHead>Created</ColumnHead>
          <ColumnHead>Expires</ColumnHead>
          <ColumnHead>Used by</ColumnHead>
          <ColumnHead>
            <span className="sr-only">Revoke</span>
          </ColumnHead>
        </tr>
      </thead>
      <tbody>
        {invites.map((invite) => (
          <tr key={invite.id}>
            <Cell>
              <StateBadge state={invite.state} />
            </Cell>
            <Cell>
              <RelativeTime value={invite.createdAt} />
            </Cell>
            <Cell>
              <RelativeTime value={invite.expiresAt} />
            </Cell>
            <Cell>
              {invite.usedBy === null ? (
                "–"
              ) : (
                <Link href={`/members/${invite.usedBy}`} className="link-text">
                  {invite.usedBy}
                </Link>
              )}
            </Cell>
            <Cell className="text-right">
              {invite.state === "open" ? (
                <Form action={withdrawInvite} isSilent label="Revoke invite">
                  <input type="hidden" name="inviteId" value={invite.id} />
                  <SubmitButton look="plain" size="small" className="w-fit self-end">
                    Revoke
                  </SubmitButton>
                </Form>
              ) : null}
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function StateBadge({ state }: { readonly state: InviteView["state"] }) {
  if (state === "open") return <Badge tone="good">Open</Badge>;
  return <Badge>{state === "used" ? "Used" : "Expired"}</Badge>;
}
