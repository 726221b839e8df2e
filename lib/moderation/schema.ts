import { z } from "zod";

import { ROLES } from "#lib/access/permissions";

const REASON_MIN_CHARACTERS = 3;
const REASON_MAX_CHARACTERS = 300;

/**
 * Why staff acted, in one line: clients show it as failure reason, so control characters and
 * line breaks become spaces.
 */
export const reasonSchema = z
  .string({ error: "Give a reason." })
  .transform((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim())
  .pipe(
    z
      .string()
      .min(REASON_MIN_CHARACTERS, "Give a reason.")
      .max(REASON_MAX_CHARACTERS, `Keep the reason under ${REASON_MAX_CHARACTERS} characters.`),
  );

/** Ids come from addresses and hidden fields: past Postgres's integer there is nothing to find. */
export const idSchema = z.coerce.number().int().min(1).max(2_147_483_647);

export const roleSchema = z.enum(ROLES);

/** A field of a filter form that was left empty, or an address typed by hand, filters nothing. */
const optional = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

/** The staff's torrent list, as it stands in the page's address. */
export const torrentFiltersSchema = z.object({
  /** Part of the title, an id like #12, or an info hash. */
  q: optional(z.string().trim().min(1).max(200)),
  state: z.enum(["all", "listed", "deleted"]).catch("all"),
  /** Only torrents with a lower id: the keyset page. */
  before: optional(idSchema),
});
export type TorrentFilters = z.output<typeof torrentFiltersSchema>;

/** The staff's member list, as it stands in the page's address. */
export const memberFiltersSchema = z.object({
  /** Part of the name, or of the e-mail address of someone of lower role. */
  q: optional(z.string().trim().min(1).max(200)),
  state: z.enum(["all", "active", "banned"]).catch("all"),
  role: optional(roleSchema),
  /** Only names that sort after this one: the keyset page. */
  after: optional(z.string().min(1).max(60)),
});
export type MemberFilters = z.output<typeof memberFiltersSchema>;
