import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";

import { formatCount } from "#lib/format";
import { staffTorrent } from "#lib/moderation/queries";
import { idSchema } from "#lib/moderation/schema";
import type { StaffTorrent } from "#lib/moderation/types";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../../../_components/define-page";
import { LinkButton } from "../../../../../_ui/button";
import { Form } from "../../../../../_ui/form";
import { Panel } from "../../../../../_ui/panel";
import { SubmitButton } from "../../../../../_ui/submit-button";
import { ReasonField } from "../../../_components/reason-field";
import { StaffPage } from "../../../_components/staff-page";
import { remove } from "./actions";

export const metadata: Metadata = { title: "Delete torrent · Staff" };

export default definePage(async ({ params }: { params: Promise<{ id: string }> }) => {
  const viewer = await requirePermission("torrent.delete");
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  const torrent = await staffTorrent(viewer, id.data);
  if (torrent.deletion !== null) redirect(`/staff/torrents/${torrent.id}`);
  return (
    <StaffPage viewer={viewer} section="torrents" title="Delete torrent" about={torrent.title}>
      <Panel title="What will happen" className="max-w-2xl">
        <div className="flex flex-col gap-4">
          <Consequences torrent={torrent} />
          <Form action={remove} label="Delete this torrent">
            <input type="hidden" name="torrentId" value={torrent.id} />
            <ReasonField help="The uploader, clients that announce it and the audit log get it word for word." />
            <div className="flex flex-wrap gap-2">
              <SubmitButton look="danger">Delete torrent</SubmitButton>
              <LinkButton href={`/staff/torrents/${torrent.id}`} look="quiet">
                Keep it
              </LinkButton>
            </div>
          </Form>
        </div>
      </Panel>
    </StaffPage>
  );
});

function Consequences({ torrent }: { readonly torrent: StaffTorrent }) {
  const peers = torrent.seeders + torrent.leechers;
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5">
      <li>It leaves the list, and its .torrent can no longer be downloaded.</li>
      <li>
        Clients that announce it are refused with your reason within a second
        {peers === 0
          ? ""
          : ` (now ${formatCount(torrent.seeders)} seeding, ${formatCount(torrent.leechers)} leeching)`}
        . What they traded stays credited.
      </li>
      <li>
        {torrent.uploader === null
          ? "Its uploader is gone, so nobody gets a notice."
          : `${torrent.uploader} gets a notice with your reason, which does not name you.`}
      </li>
      <li>Staff can restore it later.</li>
    </ul>
  );
}
