import { formatCount } from "#lib/format";
import type { FilePage } from "#lib/torrents/types";

import { FileName } from "../../../../_components/file-name";
import { Bytes } from "../../../../_ui/bytes";
import { Link } from "../../../../_ui/link";
import { Cell, ColumnHead, Table } from "../../../../_ui/table";

/** One folder of a large torrent, or what a search in it found. */
export function FolderView({
  torrentId,
  folder,
  page,
}: {
  readonly torrentId: number;
  /** Components joined by "/"; the root is "". */
  readonly folder: string;
  readonly page: FilePage;
}) {
  return (
    <>
      <Table label="Files">
        <thead>
          <tr>
            <ColumnHead>Name</ColumnHead>
            <ColumnHead isNumber>Files</ColumnHead>
            <ColumnHead isNumber>Size</ColumnHead>
          </tr>
        </thead>
        <tbody>
          {page.folders.map(({ name, fileCount, sizeBytes }) => (
            <tr key={`${name}/`}>
              <th scope="row" className="text-left">
                <Link
                  href={filesHref(torrentId, folder === "" ? name : `${folder}/${name}`)}
                  prefetch={false}
                  className="link-quiet font-medium"
                >
                  <FileName>{name}</FileName>/
                </Link>
              </th>
              <Cell isNumber className="w-0">
                {formatCount(fileCount)}
              </Cell>
              <Cell isNumber className="w-0">
                <Bytes value={sizeBytes} />
              </Cell>
            </tr>
          ))}
          {page.files.map(({ name, sizeBytes }) => (
            <tr key={name}>
              <th scope="row" className="text-left">
                <FileName>{name}</FileName>
              </th>
              <Cell />
              <Cell isNumber>
                <Bytes value={sizeBytes} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {page.isCut ? (
        <p className="text-muted">
          There are more. Search for a name to see those that you look for.
        </p>
      ) : null}
    </>
  );
}

/** The page of a folder, by its path. */
export function filesHref(torrentId: number, folder: string): string {
  const path = `/torrents/${torrentId}/files`;
  return folder === "" ? path : `${path}?${new URLSearchParams({ folder }).toString()}`;
}
