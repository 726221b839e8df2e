import { formatBytes, formatDuration, formatRatio } from "#lib/format";
import type { HistoryEntry, Page } from "#lib/members/types";

import { Badge, type Tone } from "../../../../_ui/badge";
import { LinkButton } from "../../../../_ui/button";
import { Bytes } from "../../../../_ui/bytes";
import { EmptyState } from "../../../../_ui/empty-state";
import { ArrowDownIcon, ArrowUpIcon } from "../../../../_ui/icons";
import { Link } from "../../../../_ui/link";
import { Pagination } from "../../../../_ui/pagination";
import { RelativeTime } from "../../../../_ui/relative-time";
import { Cell, ColumnHead, Table } from "../../../../_ui/table";

interface HistoryTableProps {
  readonly page: Page<HistoryEntry>;
  readonly path: string;
  readonly isFirst: boolean;
  readonly isSelf: boolean;
}

/** What the member has moved, torrent by torrent, the last seen first. */
export function HistoryTable({ page, path, isFirst, isSelf }: HistoryTableProps) {
  if (page.entries.length === 0) return <Nothing isFirst={isFirst} isSelf={isSelf} />;
  return (
    <>
      <Table label="History per torrent">
        <thead>
          <tr>
            <ColumnHead>Torrent</ColumnHead>
            <ColumnHead>Now</ColumnHead>
            <ColumnHead isNumber className="max-sm:hidden">
              Uploaded
            </ColumnHead>
            <ColumnHead isNumber className="max-sm:hidden">
              Downloaded
            </ColumnHead>
            <ColumnHead isNumber className="max-sm:hidden">
              Ratio
            </ColumnHead>
            <ColumnHead isNumber>Seed time</ColumnHead>
            <ColumnHead>Completed</ColumnHead>
            <ColumnHead>First seen</ColumnHead>
            <ColumnHead>Last seen</ColumnHead>
          </tr>
        </thead>
        <tbody>
          {page.entries.map((entry) => (
            <Row key={entry.torrentId} entry={entry} />
          ))}
        </tbody>
      </Table>
      <Pagination
        label="Pages of the history"
        firstHref={isFirst ? undefined : path}
        nextHref={page.next === null ? undefined : `${path}?after=${page.next}`}
      />
    </>
  );
}

function Row({ entry }: { readonly entry: HistoryEntry }) {
  return (
    <tr>
      <th scope="row" className="min-w-52 text-left">
        {entry.isDeleted ? (
          <span className="text-muted">{entry.title} (deleted)</span>
        ) : (
          <Link href={`/torrents/${entry.torrentId}`} className="link-quiet font-medium">
            {entry.title}
          </Link>
        )}
        <span className="ml-2 text-xs text-muted">
          <Bytes value={entry.sizeBytes} />
        </span>
        <PhoneNumbers entry={entry} />
      </th>
      <Cell>
        <StateBadge state={entry.state} />
      </Cell>
      <Cell isNumber className="max-sm:hidden">
        <Bytes value={entry.uploaded} />
      </Cell>
      <Cell isNumber className="max-sm:hidden">
        <Bytes value={entry.downloaded} />
      </Cell>
      <Cell isNumber className="max-sm:hidden">
        {formatRatio(entry.uploaded, entry.downloaded)}
      </Cell>
      <Cell isNumber>{formatDuration(entry.seedSeconds)}</Cell>
      <Cell>{entry.completedAt === null ? "–" : <RelativeTime value={entry.completedAt} />}</Cell>
      <Cell>
        <RelativeTime value={entry.firstSeenAt} />
      </Cell>
      <Cell>
        <RelativeTime value={entry.lastSeenAt} />
      </Cell>
    </tr>
  );
}

/** What matters most, where the screen has no room for its columns. */
function PhoneNumbers({ entry }: { readonly entry: HistoryEntry }) {
  const { uploaded, downloaded } = entry;
  return (
    <span className="tabular mt-0.5 flex flex-wrap gap-x-3 text-xs text-muted sm:hidden">
      <span>
        <span className="sr-only">Uploaded </span>
        <ArrowUpIcon className="mr-0.5 inline size-3 text-success" />
        {formatBytes(uploaded)}
      </span>
      <span>
        <span className="sr-only">Downloaded </span>
        <ArrowDownIcon className="mr-0.5 inline size-3 text-error" />
        {formatBytes(downloaded)}
      </span>
      <span>Ratio {formatRatio(uploaded, downloaded)}</span>
    </span>
  );
}

const states: Record<HistoryEntry["state"], { readonly tone: Tone; readonly words: string }> = {
  seeding: { tone: "good", words: "Seeding" },
  leeching: { tone: "info", words: "Leeching" },
  idle: { tone: "neutral", words: "Idle" },
};

function StateBadge({ state }: { readonly state: HistoryEntry["state"] }) {
  return <Badge tone={states[state].tone}>{states[state].words}</Badge>;
}

function Nothing({ isFirst, isSelf }: { readonly isFirst: boolean; readonly isSelf: boolean }) {
  if (!isFirst) return <EmptyState title="Nothing more" />;
  if (!isSelf) return <EmptyState title="This member has moved nothing yet" />;
  return (
    <EmptyState
      title="You have moved nothing yet"
      action={
        <LinkButton href="/torrents" look="primary">
          Browse torrents
        </LinkButton>
      }
    >
      Download a .torrent file and open it in your client: what it uploads and downloads appears
      here, torrent by torrent.
    </EmptyState>
  );
}
