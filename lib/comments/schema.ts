import { z } from "zod";

import { cleanText } from "#lib/torrents/rules";
import { torrentIdSchema } from "#lib/torrents/schema";

export const COMMENT_MAX_CHARACTERS = 5000;

export const commentIdSchema = z.coerce.number().int().min(1).max(2_147_483_647);

export const commentSchema = z.object({
  torrentId: torrentIdSchema,
  body: z
    .string()
    .transform(cleanText)
    .pipe(
      z
        .string()
        .min(1, "Write something first.")
        .max(COMMENT_MAX_CHARACTERS, `Keep it under ${COMMENT_MAX_CHARACTERS} characters.`),
    ),
});

export const commentDeletionSchema = z.object({
  id: commentIdSchema,
  /** Required for the comments of others; `deleteComment` sees to it. */
  reason: z.string().optional(),
});
