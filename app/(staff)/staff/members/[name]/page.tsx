import type { Metadata } from "next";
import type { ReactNode } from "react";

import { listAuditOf } from "#lib/audit/queries";
import { formatCount, formatMoment, formatRatio } from "#lib/format";
import { memberFile } from "#lib/moderation/queries-members";
import type { MemberFile } from "#lib/moderation/types";
import { listNoticesOf } from "#lib/notices/queries";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../../_components/define-page";
import { LinkButton } from "../../../../_ui/button";
import { Bytes } from "../../../../_ui/bytes";
import { Facts } from "../../../../_ui/facts";
import { Link } from "../../../../_ui/link";
import { Panel } from "../../../../_ui/panel";
import { AuditTable } from "../../_components/audit-table";
import { RoleBadge, StateBadge } from "../../_components/member-badges";
import { StaffPage } from "../../_components/staff-page";
import { MemberActs } from "./_components/member-acts";
import { NoticeTable, SessionTable, SnatchTable } from "./_components/member-tables";

export const metadata: Metadata = { title: "Member · Staff" };

export default definePage(async ({ params }: { params: Promise<{ name: string }> }) => {
  const viewer = await requirePermission("staff.view");
  const member = await memberFile(viewer, decodeURIComponent((await params).name));
  const [audit, notices] = await Promise.all([
    listAuditOf(viewer, { type: "member", id: member.id }),
    member.private === null ? null : listNoticesOf(viewer, { memberId: member.id }),
  ]);
  return (
    <StaffPage
      viewer={viewer}
      section="members"
      title={member.name}
      badges={
        <>
          <RoleBadge role={member.role} />
          <StateBadge bannedAt={member.bannedAt} />
        </>
      }
      actions={
        <>
          {member.private === null ? null : (
            <LinkButton href={`/members/${encodeURIComponent(member.name)}/announces`}>
              Announces
            </LinkButton>
          )}
          <LinkButton href={`/members/${encodeURIComponent(member.name)}`}>Profile</LinkButton>
        </>
      }
    >
      {member.bannedAt === null ? null : (
        <Panel title="Banned" help={`Since ${formatMoment(member.bannedAt)}`}>
          <p>{member.banReason}</p>
        </Panel>
      )}
      <Facts facts={factsOf(member)} />
      <MemberActs viewer={viewer} member={member} />
      <Part title="Staff acts on this member" isEmpty={audit.entries.length === 0}>
        <AuditTable label="Staff acts" entries={audit.entries} hasTarget={false} />
      </Part>
      <Part title="Torrents in clients, the last 20" isEmpty={member.snatches.length === 0}>
        <SnatchTable snatches={member.snatches} />
      </Part>
      {member.private === null ? (
        <p className="text-muted">
          E-mail, sessions and notices of staff of your own role or above are not shown.
        </p>
      ) : (
        <>
          <Part title="Sessions" isEmpty={member.private.sessions.length === 0}>
            <SessionTable sessions={member.private.sessions} />
          </Part>
          <Part title="Last notices" isEmpty={notices === null || notices.notices.length === 0}>
            <NoticeTable notices={notices?.notices ?? []} />
          </Part>
        </>
      )}
    </StaffPage>
  );
});

function factsOf(member: MemberFile) {
  const email =
    member.private === null ? [] : [{ name: "E-mail", value: member.private.email ?? "none" }];
  return [
    { name: "Uploaded", value: <Bytes value={member.uploaded} /> },
    { name: "Downloaded", value: <Bytes value={member.downloaded} /> },
    { name: "Ratio", value: formatRatio(member.uploaded, member.downloaded) },
    { name: "Torrents", value: formatCount(member.torrentCount) },
    { name: "Deleted torrents", value: formatCount(member.deletedTorrentCount) },
    { name: "Comments", value: formatCount(member.commentCount) },
    { name: "Joined", value: formatMoment(member.createdAt) },
    {
      name: "Last seen",
      value: member.lastSeenAt === null ? "never" : formatMoment(member.lastSeenAt),
    },
    { name: "Invited by", value: <Inviter name={member.invitedBy} /> },
    ...email,
  ];
}

function Inviter({ name }: { readonly name: string | null }) {
  if (name === null) return "nobody";
  return (
    <Link href={`/staff/members/${encodeURIComponent(name)}`} className="link-text">
      {name}
    </Link>
  );
}

function Part({
  title,
  isEmpty,
  children,
}: {
  readonly title: string;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{title}</h2>
      {isEmpty ? <p className="text-muted">None so far.</p> : children}
    </section>
  );
}
