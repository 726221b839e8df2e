"use server";

import { redirect } from "next/navigation";

import { addComment } from "#lib/comments/mutations";
import { commentSchema } from "#lib/comments/schema";
import { defineAction } from "#lib/web/define-action";

export const comment = defineAction({
  permission: "torrent.comment",
  input: commentSchema,
  run: async (permit, input) => {
    const { id } = await addComment(permit, input);
    redirect(`/torrents/${input.torrentId}#comment-${id}`);
  },
});
