"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { restoreTorrent } from "#lib/moderation/mutations-torrents";
import { idSchema, reasonSchema } from "#lib/moderation/schema";
import { defineAction } from "#lib/web/define-action";

export const restore = defineAction({
  permission: "torrent.delete",
  input: z.object({ torrentId: idSchema, reason: reasonSchema }),
  run: async (permit, act) => {
    await restoreTorrent(permit, act);
    redirect(`/staff/torrents/${act.torrentId}`);
  },
});
