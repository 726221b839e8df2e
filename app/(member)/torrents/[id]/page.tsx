import type { Metadata } from "next";

import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";
import { commentIdSchema } from "#lib/comments/schema";
import { formatCount, formatDay } from "#lib/format";
import type { TorrentDetails } from "#lib/torrents/types";
import { requireViewer } from "#lib/web/viewer";

import { definePage } from "../../../_components/define-page";
import { Markdown } from "../../../_components/markdown";
import { Badge } from "../../../_ui/badge";
import { buttonClasses, LinkButton } from "../../../_ui/button";
import { Bytes } from "../../../_ui/bytes";
import { Facts } from "../../../_ui/facts";
import { DownloadIcon } from "../../../_ui/icons";
import { Link } from "../../../_ui/link";
import { PageHeader } from "../../../_ui/page-header";
import { Panel } from "../../../_ui/panel";
import { RelativeTime } from "../../../_ui/relative-time";
import { listHref } from "../_components/list-href";
import { Comments } from "./_components/comments";
import { FilesPanel } from "./_components/files-panel";
import { findTorrent, loadTorrent } from "./_components/load";
import { MySnatchFacts } from "./_components/my-snatch-panel";
import { UploaderName } from "./_components/uploader-name";

interface TorrentPageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: TorrentPageProps): Promise<Metadata> {
  const torrent = await findTorrent(await requireViewer(), (await params).id);
  return { title: torrent?.title ?? "Not found" };
}

export default definePage(async ({ params, searchParams }: TorrentPageProps) => {
  const viewer = await requireViewer();
  const torrent = await loadTorrent(viewer, (await params).id);
  const { before, uploaded } = await searchParams;
  return (
    <>
      <Header viewer={viewer} torrent={torrent} />
      {uploaded !== undefined && torrent.isMine && torrent.deletion === null ? (
        <UploadedMessage id={torrent.id} />
      ) : null}
      {torrent.deletion === null ? null : <DeletedMessage deletion={torrent.deletion} />}
      <TorrentFacts torrent={torrent} />
      {torrent.mySnatch === null ? null : <MySnatchFacts snatch={torrent.mySnatch} />}
      <Panel title="Description">
        {torrent.description === "" ? (
          <p className="text-muted">The uploader wrote nothing about it.</p>
        ) : (
          <Markdown>{torrent.description}</Markdown>
        )}
      </Panel>
      <FilesPanel viewer={viewer} torrent={torrent} />
      <InfoHashes torrent={torrent} />
      <div id="comments">
        <Comments
          viewer={viewer}
          torrentId={torrent.id}
          isOpen={torrent.deletion === null}
          before={commentIdSchema.safeParse(before).data}
        />
      </div>
    </>
  );
});

function Header({ viewer, torrent }: { readonly viewer: Actor; readonly torrent: TorrentDetails }) {
  const { id, deletion } = torrent;
  return (
    <PageHeader
      title={<bdi>{torrent.title}</bdi>}
      badges={
        <>
          <Badge>{torrent.category.name}</Badge>
          {deletion === null ? null : <Badge tone="bad">Deleted</Badge>}
        </>
      }
      actions={
        <>
          {deletion === null && torrent.isMine ? (
            <LinkButton href={`/torrents/${id}/edit`}>Edit</LinkButton>
          ) : null}
          {can(viewer, "staff.view") ? (
            <LinkButton href={`/staff/torrents/${id}`}>Moderate</LinkButton>
          ) : null}
          {deletion === null ? <DownloadButton id={id} /> : null}
        </>
      }
    >
      Uploaded <RelativeTime value={torrent.createdAt} /> by{" "}
      <UploaderName uploader={torrent.uploader} />
      <Tags tags={torrent.tags} />
    </PageHeader>
  );
}

/** A plain link: the file is nothing that a router should fetch ahead. */
function DownloadButton({ id }: { readonly id: number }) {
  return (
    <a href={`/torrents/${id}/download`} className={buttonClasses("primary")}>
      <DownloadIcon />
      Download
    </a>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul aria-label="Tags" className="mt-1 flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <li key={tag}>
          <Link href={listHref({}, { q: tag })} prefetch={false} className="link-quiet">
            <Badge>{tag}</Badge>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function UploadedMessage({ id }: { readonly id: number }) {
  return (
    <div
      role="status"
      className="flex flex-col gap-1 rounded-box border border-success/50 bg-success/8 px-3 py-2"
    >
      <p className="font-medium">Your torrent is here.</p>
      <p>
        Now{" "}
        <a href={`/torrents/${id}/download`} className="link-text">
          download the final .torrent
        </a>{" "}
        and open it in your client, in the folder that holds the files: it has your announce
        address, and an info hash of its own if your file was not private or had another source.
      </p>
    </div>
  );
}

function DeletedMessage({
  deletion,
}: {
  readonly deletion: NonNullable<TorrentDetails["deletion"]>;
}) {
  return (
    <div className="rounded-box border border-error/50 bg-error/8 px-3 py-2">
      <p className="font-medium">This torrent was deleted on {formatDay(deletion.at)}.</p>
      {deletion.reason === "" ? null : <p>Reason: {deletion.reason}</p>}
    </div>
  );
}

function TorrentFacts({ torrent }: { readonly torrent: TorrentDetails }) {
  return (
    <Facts
      facts={[
        { name: "Seeders", value: formatCount(torrent.seeders) },
        { name: "Leechers", value: formatCount(torrent.leechers) },
        { name: "Snatched", value: formatCount(torrent.snatched) },
        { name: "Size", value: <Bytes value={torrent.sizeBytes} /> },
        { name: "Files", value: formatCount(torrent.fileCount) },
        { name: "Piece size", value: <Bytes value={BigInt(torrent.pieceLengthBytes)} /> },
      ]}
    />
  );
}

function InfoHashes({ torrent }: { readonly torrent: TorrentDetails }) {
  const hashes = [
    { name: "v1 (SHA-1)", hash: torrent.infoHashV1 },
    { name: "v2 (SHA-256)", hash: torrent.infoHashV2 },
  ];
  return (
    <Panel title="Info hash">
      <dl className="flex flex-col gap-1">
        {hashes.map(({ name, hash }) =>
          hash === null ? null : (
            <div key={name} className="flex flex-wrap gap-x-3">
              <dt className="w-28 text-muted">{name}</dt>
              <dd className="font-mono text-[0.8125rem] break-all">{hash}</dd>
            </div>
          ),
        )}
      </dl>
    </Panel>
  );
}
