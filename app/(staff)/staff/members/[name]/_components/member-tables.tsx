import { formatDuration } from "#lib/format";
import type { MemberFileSession, MemberFileSnatch } from "#lib/moderation/types";
import type { NoticeView } from "#lib/notices/types";

import { Badge } from "../../../../../_ui/badge";
import { Bytes } from "../../../../../_ui/bytes";
import { Link } from "../../../../../_ui/link";
import { RelativeTime } from "../../../../../_ui/relative-time";
import { Cell, ColumnHead, Table } from "../../../../../_ui/table";

export function SessionTable({ sessions }: { readonly sessions: readonly MemberFileSession[] }) {
  return (
    <Table label="Sessions">
      <thead>
        <tr>
          <ColumnHead>State</ColumnHead>
          <ColumnHead>Device</ColumnHead>
          <ColumnHead>Address</ColumnHead>
          <ColumnHead>Signed in</ColumnHead>
          <ColumnHead>Last used</ColumnHead>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id}>
            <Cell>{session.isLive ? <Badge tone="good">live</Badge> : <Badge>ended</Badge>}</Cell>
            <Cell title={session.userAgent}>{session.device}</Cell>
            <Cell className="whitespace-nowrap">{session.address}</Cell>
            <Cell>
              <RelativeTime value={session.createdAt} />
            </Cell>
            <Cell>
              <RelativeTime value={session.lastUsedAt} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

export function SnatchTable({ snatches }: { readonly snatches: readonly MemberFileSnatch[] }) {
  return (
    <Table label="Last torrents in clients">
      <thead>
        <tr>
          <ColumnHead>Torrent</ColumnHead>
          <ColumnHead isNumber>Uploaded</ColumnHead>
          <ColumnHead isNumber>Downloaded</ColumnHead>
          <ColumnHead isNumber>Seed time</ColumnHead>
          <ColumnHead>Completed</ColumnHead>
          <ColumnHead>Last seen</ColumnHead>
        </tr>
      </thead>
      <tbody>
        {snatches.map((snatch) => (
          <tr key={snatch.torrentId}>
            <Cell className="min-w-48">
              <Link href={`/staff/torrents/${snatch.torrentId}`} className="link-quiet font-medium">
                {snatch.title}
              </Link>
              {snatch.isDeleted ? (
                <>
                  {" "}
                  <Badge tone="bad">deleted</Badge>
                </>
              ) : null}
            </Cell>
            <Cell isNumber>
              <Bytes value={snatch.uploaded} />
            </Cell>
            <Cell isNumber>
              <Bytes value={snatch.downloaded} />
            </Cell>
            <Cell isNumber>{formatDuration(snatch.seedSeconds)}</Cell>
            <Cell>
              <Completed snatch={snatch} />
            </Cell>
            <Cell>
              <RelativeTime value={snatch.lastSeenAt} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Whoever had all of it from the start never completed it. */
function Completed({ snatch }: { readonly snatch: MemberFileSnatch }) {
  if (snatch.completedAt !== null) return <RelativeTime value={snatch.completedAt} />;
  return (
    <span className="text-muted">{snatch.isIncomplete ? "not yet" : "had it from the start"}</span>
  );
}

export function NoticeTable({ notices }: { readonly notices: readonly NoticeView[] }) {
  return (
    <Table label="Last notices">
      <thead>
        <tr>
          <ColumnHead>When</ColumnHead>
          <ColumnHead>Notice</ColumnHead>
          <ColumnHead>State</ColumnHead>
        </tr>
      </thead>
      <tbody>
        {notices.map((notice) => (
          <tr key={notice.id}>
            <Cell>
              <RelativeTime value={notice.createdAt} />
            </Cell>
            <Cell className="min-w-56">{notice.text}</Cell>
            <Cell>{notice.isUnread ? <Badge tone="info">unread</Badge> : <Badge>read</Badge>}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
