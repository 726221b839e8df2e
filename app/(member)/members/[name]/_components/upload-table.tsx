import { formatCount } from "#lib/format";
import type { Page, UploadEntry } from "#lib/members/types";

import { Badge } from "../../../../_ui/badge";
import { LinkButton } from "../../../../_ui/button";
import { Bytes } from "../../../../_ui/bytes";
import { EmptyState } from "../../../../_ui/empty-state";
import { Link } from "../../../../_ui/link";
import { Pagination } from "../../../../_ui/pagination";
import { RelativeTime } from "../../../../_ui/relative-time";
import { Cell, ColumnHead, Table } from "../../../../_ui/table";

interface UploadTableProps {
  readonly page: Page<UploadEntry>;
  /** With a query already. */
  readonly path: string;
  readonly isFirst: boolean;
  readonly isSelf: boolean;
}

/** What the member has uploaded, newest first. */
export function UploadTable({ page, path, isFirst, isSelf }: UploadTableProps) {
  if (page.entries.length === 0) {
    return isSelf ? (
      <EmptyState
        title="You have uploaded no torrent yet"
        action={
          <LinkButton href="/upload" look="primary">
            Upload a torrent
          </LinkButton>
        }
      />
    ) : (
      <EmptyState title="No uploads" />
    );
  }
  return (
    <>
      <Table label="Uploads">
        <thead>
          <tr>
            <ColumnHead>Torrent</ColumnHead>
            <ColumnHead isNumber>Size</ColumnHead>
            <ColumnHead isNumber>Seeders</ColumnHead>
            <ColumnHead isNumber>Leechers</ColumnHead>
            <ColumnHead isNumber>Snatches</ColumnHead>
            <ColumnHead>Uploaded</ColumnHead>
          </tr>
        </thead>
        <tbody>
          {page.entries.map((entry) => (
            <tr key={entry.torrentId}>
              <th scope="row" className="min-w-52 text-left">
                <Link href={`/torrents/${entry.torrentId}`} className="link-quiet font-medium">
                  {entry.title}
                </Link>{" "}
                {entry.isAnonymous ? <Badge>Anonymous</Badge> : null}
              </th>
              <Cell isNumber>
                <Bytes value={entry.sizeBytes} />
              </Cell>
              <Cell isNumber>{formatCount(entry.seeders)}</Cell>
              <Cell isNumber>{formatCount(entry.leechers)}</Cell>
              <Cell isNumber>{formatCount(entry.snatched)}</Cell>
              <Cell>
                <RelativeTime value={entry.createdAt} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      <Pagination
        label="Pages of the uploads"
        firstHref={isFirst ? undefined : path}
        nextHref={page.next === null ? undefined : `${path}&after=${page.next}`}
      />
    </>
  );
}
