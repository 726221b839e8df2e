import type { Metadata } from "next";
import { forbidden, redirect } from "next/navigation";

import { can } from "#lib/access/authorize";
import { listCategories } from "#lib/torrents/queries";
import { requireViewer } from "#lib/web/viewer";

import { definePage } from "../../../../_components/define-page";
import { LinkButton } from "../../../../_ui/button";
import { Form } from "../../../../_ui/form";
import { PageHeader } from "../../../../_ui/page-header";
import { SubmitButton } from "../../../../_ui/submit-button";
import { TorrentFields } from "../../../upload/_components/torrent-fields";
import { loadTorrent } from "../_components/load";
import { edit } from "./actions";

export const metadata: Metadata = { title: "Edit torrent" };

export default definePage(async ({ params }: { params: Promise<{ id: string }> }) => {
  const viewer = await requireViewer();
  const torrent = await loadTorrent(viewer, (await params).id);
  if (torrent.deletion !== null) redirect(`/torrents/${torrent.id}`);
  if (!torrent.isMine) {
    // Staff give a reason: their form asks for it.
    if (can(viewer, "torrent.edit")) redirect(`/staff/torrents/${torrent.id}/edit`);
    forbidden();
  }
  return (
    <>
      <PageHeader title="Edit torrent">
        <bdi>{torrent.title}</bdi>: its files and info hash stay as they are.
      </PageHeader>
      <Form action={edit} label="Edit torrent" className="max-w-3xl">
        <input type="hidden" name="id" value={torrent.id} />
        <TorrentFields categories={await listCategories(viewer)} torrent={torrent} />
        <div className="flex gap-2">
          <SubmitButton>Save</SubmitButton>
          <LinkButton href={`/torrents/${torrent.id}`} look="quiet">
            Change nothing
          </LinkButton>
        </div>
      </Form>
    </>
  );
});
