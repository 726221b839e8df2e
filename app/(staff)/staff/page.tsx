import type { Metadata } from "next";

import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";
import { listAudit } from "#lib/audit/queries";
import { formatCount, formatRatio } from "#lib/format";
import { siteCounts } from "#lib/moderation/queries";
import type { SiteCounts } from "#lib/moderation/types";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../_components/define-page";
import { Bytes } from "../../_ui/bytes";
import { EmptyState } from "../../_ui/empty-state";
import { Facts, type Fact } from "../../_ui/facts";
import { Link } from "../../_ui/link";
import { AuditTable } from "./_components/audit-table";
import { StaffPage } from "./_components/staff-page";

export const metadata: Metadata = { title: "Staff" };

export default definePage(async () => {
  const viewer = await requirePermission("staff.view");
  const counts = await siteCounts(viewer);
  return (
    <StaffPage
      viewer={viewer}
      section="overview"
      title="Staff"
      about="The site in numbers, and the way to everything that staff do."
    >
      <div className="grid gap-3 lg:grid-cols-2">
        {groupsOf(counts).map(({ title, facts }) => (
          <section key={title} className="flex flex-col gap-1.5">
            <h2 className="font-semibold">{title}</h2>
            <Facts facts={facts} />
          </section>
        ))}
      </div>
      {can(viewer, "audit.view") ? <LastActs viewer={viewer} /> : null}
    </StaffPage>
  );
});

function groupsOf(counts: SiteCounts): readonly { title: string; facts: readonly Fact[] }[] {
  const banned = <CountLink count={counts.bannedMembers} href="/staff/members?state=banned" />;
  const deleted = <CountLink count={counts.deletedTorrents} href="/staff/torrents?state=deleted" />;
  return [
    {
      title: "Members",
      facts: [
        { name: "All", value: <CountLink count={counts.members} href="/staff/members" /> },
        { name: "New this week", value: formatCount(counts.newMembersThisWeek) },
        { name: "Banned", value: banned },
      ],
    },
    {
      title: "Torrents",
      facts: [
        {
          name: "Listed",
          value: <CountLink count={counts.torrents} href="/staff/torrents?state=listed" />,
        },
        { name: "New this week", value: formatCount(counts.newTorrentsThisWeek) },
        { name: "Deleted", value: deleted },
        { name: "Size", value: <Bytes value={counts.sizeBytes} /> },
      ],
    },
    {
      title: "Swarms",
      facts: [
        { name: "Seeders", value: formatCount(counts.seeders) },
        { name: "Leechers", value: formatCount(counts.leechers) },
        { name: "Snatches", value: formatCount(counts.snatches) },
      ],
    },
    {
      title: "Traffic of all members",
      facts: [
        { name: "Uploaded", value: <Bytes value={counts.uploaded} /> },
        { name: "Downloaded", value: <Bytes value={counts.downloaded} /> },
        { name: "Ratio", value: formatRatio(counts.uploaded, counts.downloaded) },
      ],
    },
  ];
}

function CountLink({ count, href }: { readonly count: number; readonly href: string }) {
  return (
    <Link href={href} className="link-text">
      {formatCount(count)}
    </Link>
  );
}

async function LastActs({ viewer }: { readonly viewer: Actor }) {
  const { entries } = await listAudit(viewer, {});
  return (
    <section className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-2">
        <h2 className="font-semibold">Last staff acts</h2>
        <Link href="/staff/audit" className="link-text">
          The whole audit log
        </Link>
      </div>
      {entries.length === 0 ? (
        <EmptyState title="Staff have done nothing yet">
          Edits, deletions, bans and changed settings will stand here with their reasons.
        </EmptyState>
      ) : (
        <AuditTable label="Last staff acts" entries={entries.slice(0, 10)} />
      )}
    </section>
  );
}
