import type { Metadata } from "next";
import { notFound } from "next/navigation";

import type { Actor } from "#lib/access/actor";
import { listAuditOf } from "#lib/audit/queries";
import { formatCount, formatMoment } from "#lib/format";
import { staffTorrent } from "#lib/moderation/queries";
import { idSchema } from "#lib/moderation/schema";
import type { Deletion, StaffTorrent } from "#lib/moderation/types";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../../_components/define-page";
import { Badge } from "../../../../_ui/badge";
import { LinkButton } from "../../../../_ui/button";
import { Bytes } from "../../../../_ui/bytes";
import { Confirm } from "../../../../_ui/confirm";
import { Facts } from "../../../../_ui/facts";
import { Form } from "../../../../_ui/form";
import { Link } from "../../../../_ui/link";
import { Panel } from "../../../../_ui/panel";
import { SubmitButton } from "../../../../_ui/submit-button";
import { AuditTable } from "../../_components/audit-table";
import { ReasonField } from "../../_components/reason-field";
import { StaffPage } from "../../_components/staff-page";
import { restore } from "./actions";

export const metadata: Metadata = { title: "Torrent · Staff" };

export default definePage(async ({ params }: { params: Promise<{ id: string }> }) => {
  const viewer = await requirePermission("staff.view");
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  const torrent = await staffTorrent(viewer, id.data);
  return (
    <StaffPage
      viewer={viewer}
      section="torrents"
      title={torrent.title}
      badges={torrent.deletion === null ? null : <Badge tone="bad">Deleted</Badge>}
      actions={<TorrentActions torrent={torrent} />}
    >
      {torrent.deletion === null ? null : (
        <DeletionPanel torrentId={torrent.id} deletion={torrent.deletion} />
      )}
      <Facts facts={factsOf(torrent)} />
      <Past viewer={viewer} torrentId={torrent.id} />
    </StaffPage>
  );
});

function TorrentActions({ torrent: { id, deletion } }: { readonly torrent: StaffTorrent }) {
  if (deletion !== null) return null;
  return (
    <>
      <LinkButton href={`/torrents/${id}`}>Its page</LinkButton>
      <LinkButton href={`/staff/torrents/${id}/edit`}>Edit</LinkButton>
      <LinkButton href={`/staff/torrents/${id}/delete`} look="danger">
        Delete
      </LinkButton>
    </>
  );
}

function factsOf(torrent: StaffTorrent) {
  const { uploader } = torrent;
  return [
    { name: "Category", value: torrent.category },
    {
      name: torrent.isAnonymous ? "Uploader (anonymous)" : "Uploader",
      value:
        uploader === null ? (
          "gone"
        ) : (
          <Link href={`/staff/members/${encodeURIComponent(uploader)}`} className="link-text">
            {uploader}
          </Link>
        ),
    },
    { name: "Uploaded", value: formatMoment(torrent.createdAt) },
    { name: "Size", value: <Bytes value={torrent.sizeBytes} /> },
    { name: "Seeders", value: formatCount(torrent.seeders) },
    { name: "Leechers", value: formatCount(torrent.leechers) },
  ];
}

function DeletionPanel({
  torrentId,
  deletion,
}: {
  readonly torrentId: number;
  readonly deletion: Deletion;
}) {
  return (
    <Panel
      title="Deleted"
      help={`By ${deletion.by ?? "someone who is gone"} on ${formatMoment(deletion.at)}`}
    >
      <div className="flex flex-col gap-3">
        <p>{deletion.reason}</p>
        <Form action={restore} label="Restore this torrent">
          <input type="hidden" name="torrentId" value={torrentId} />
          <Confirm label="Restore">
            <p>The torrent will be listed again, and clients will be served as before.</p>
            <ReasonField help="The uploader gets it as a notice; the audit log keeps it." />
            <div>
              <SubmitButton>Restore torrent</SubmitButton>
            </div>
          </Confirm>
        </Form>
      </div>
    </Panel>
  );
}

async function Past({ viewer, torrentId }: { readonly viewer: Actor; readonly torrentId: number }) {
  const { entries } = await listAuditOf(viewer, { type: "torrent", id: torrentId });
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">Staff acts on this torrent</h2>
      {entries.length === 0 ? (
        <p className="text-muted">None so far.</p>
      ) : (
        <AuditTable label="Staff acts on this torrent" entries={entries} hasTarget={false} />
      )}
    </section>
  );
}
