"use server";

import { redirect } from "next/navigation";

import { reasonSchema } from "#lib/moderation/schema";
import { updateTorrent } from "#lib/torrents/mutations";
import { editSchema } from "#lib/torrents/schema";
import { defineAction } from "#lib/web/define-action";

export const edit = defineAction({
  permission: "torrent.edit",
  input: editSchema.extend({ reason: reasonSchema }),
  run: async (permit, changed) => {
    await updateTorrent(permit, changed);
    redirect(`/staff/torrents/${changed.id}`);
  },
});
