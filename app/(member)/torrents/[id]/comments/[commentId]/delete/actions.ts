"use server";

import { redirect } from "next/navigation";

import { deleteComment } from "#lib/comments/mutations";
import { authorIdOf } from "#lib/comments/queries";
import { commentDeletionSchema } from "#lib/comments/schema";
import { defineAction } from "#lib/web/define-action";

export const remove = defineAction({
  permission: "comment.delete",
  input: commentDeletionSchema,
  ownerOf: ({ id }) => authorIdOf(id),
  run: async (permit, input) => {
    const { torrentId } = await deleteComment(permit, input);
    redirect(`/torrents/${torrentId}#comments`);
  },
});
