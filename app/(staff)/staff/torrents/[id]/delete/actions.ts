"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { deleteTorrent } from "#lib/moderation/mutations-torrents";
import { idSchema, reasonSchema } from "#lib/moderation/schema";
import { defineAction } from "#lib/web/define-action";

export const remove = defineAction({
  permission: "torrent.delete",
  input: z.object({ torrentId: idSchema, reason: reasonSchema }),
  run: async (permit, act) => {
    await deleteTorrent(permit, act);
    redirect(`/staff/torrents/${act.torrentId}`);
  },
});
