import { AppError } from "#lib/errors";
import { downloadTorrent } from "#lib/torrents/queries-details";
import { attachment } from "#lib/torrents/rules";
import { torrentIdSchema } from "#lib/torrents/schema";
import { defineRoute } from "#lib/web/define-route";

export const GET = defineRoute<{ id: string }>(async (viewer, params) => {
  const id = torrentIdSchema.safeParse(params.id);
  if (!id.success) throw new AppError("not_found", "There is no such torrent.");
  const { bytes, fileName } = await downloadTorrent(viewer, id.data);
  return new Response(bytes, {
    headers: {
      "Content-Type": "application/x-bittorrent",
      "Content-Disposition": attachment(fileName),
      "Content-Length": String(bytes.length),
      // It holds the member's passkey.
      "Cache-Control": "private, no-store",
    },
  });
});
