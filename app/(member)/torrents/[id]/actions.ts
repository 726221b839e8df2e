"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";

import { addComment } from "#lib/comments/mutations";
import { commentSchema } from "#lib/comments/schema";
import { defineAction } from "#lib/web/define-action";

export const comment = defineAction({
  permission: "torrent.comment",
  input: commentSchema,
  run: async (permit, input) => {
    const { id } = await addComment(permit, input);
    // The router takes a redirect to a hash of the same page for a jump, and keeps the old list.
    revalidatePath(`/torrents/${input.torrentId}`);
    redirect(`/torrents/${input.torrentId}#comment-${id}`);
  },
});
