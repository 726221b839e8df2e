import { z } from "zod";

export const noticeIdSchema = z.coerce.number().int().min(1).max(2_147_483_647);

/** The notice list's place, as it stands in the page's address. */
export const noticePlaceSchema = z.object({
  /** Only notices older than this id: the keyset page. */
  before: noticeIdSchema.optional().catch(undefined),
});
