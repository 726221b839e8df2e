"use server";

import { redirect } from "next/navigation";

import { updateTorrent } from "#lib/torrents/mutations";
import { uploaderIdOf } from "#lib/torrents/queries-details";
import { editSchema } from "#lib/torrents/schema";
import { defineAction } from "#lib/web/define-action";

export const edit = defineAction({
  permission: "torrent.edit",
  input: editSchema,
  ownerOf: ({ id }) => uploaderIdOf(id),
  run: async (permit, changed) => {
    await updateTorrent(permit, changed);
    redirect(`/torrents/${changed.id}`);
  },
});
