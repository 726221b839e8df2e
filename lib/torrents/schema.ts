import { z } from "zod";

import { cleanLine, cleanText, TITLE_MAX_CHARACTERS } from "./rules";

const DESCRIPTION_MAX_CHARACTERS = 30_000;
const TAG_MAX_CHARACTERS = 40;
const MAX_TAGS = 20;
const MAX_SEARCH_WORDS = 10;

/** Ids come from addresses and hidden fields: past Postgres's integer there is nothing to find. */
export const torrentIdSchema = z.coerce.number().int().min(1).max(2_147_483_647);

/** One line: control characters become spaces, and what turns or hides text goes away. */
const titleSchema = z
  .string()
  .transform(cleanLine)
  .pipe(
    z
      .string()
      .min(1, "Give the torrent a title.")
      .max(TITLE_MAX_CHARACTERS, `Keep the title under ${TITLE_MAX_CHARACTERS} characters.`),
  );

const descriptionSchema = z
  .string()
  .transform(cleanText)
  .pipe(
    z
      .string()
      .max(
        DESCRIPTION_MAX_CHARACTERS,
        `Keep the description under ${DESCRIPTION_MAX_CHARACTERS} characters.`,
      ),
  );

/** Tags as typed: words with spaces or commas between. Lower case, each once. */
const tagsSchema = z
  .string()
  .transform((text) => [
    ...new Set(
      text
        .normalize("NFC")
        .toLowerCase()
        .split(/[^\p{L}\p{M}\p{N}.+#&'-]+/u)
        .filter((tag) => tag !== ""),
    ),
  ])
  .pipe(
    z
      .array(
        z.string().max(TAG_MAX_CHARACTERS, `Keep each tag under ${TAG_MAX_CHARACTERS} characters.`),
      )
      .max(MAX_TAGS, `Give ${MAX_TAGS} tags at most.`),
  );

const checkbox = z
  .enum(["on"])
  .optional()
  .transform((value) => value === "on");

/** What an uploader says about a torrent, as a form sends it. An empty title means the file's. */
export const uploadSchema = z.object({
  title: z.union([z.literal("").transform(() => undefined), titleSchema]).optional(),
  category: z.coerce.number({ error: "Choose a category." }).int().min(1, "Choose a category."),
  description: descriptionSchema.default(""),
  tags: tagsSchema.default([]),
  anonymous: checkbox,
});

/** The same for an edit. The title is no longer optional. */
export const editSchema = uploadSchema.extend({
  id: torrentIdSchema,
  title: titleSchema,
  /** Required for the torrents of others; `updateTorrent` sees to it. */
  reason: z.string().optional(),
});

export const SORTS = ["newest", "size", "seeders", "leechers", "snatched", "title"] as const;
export type Sort = (typeof SORTS)[number];
export const ORDERS = ["asc", "desc"] as const;
export type Order = (typeof ORDERS)[number];

/** The order that a sorting starts with: names from A, numbers from the largest. */
export function defaultOrder(sort: Sort): Order {
  return sort === "title" ? "asc" : "desc";
}

/** The first of a repeated parameter: addresses are typed by hand, too. */
const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** The list as it stands in the page's address. What makes no sense filters nothing. */
export const torrentFiltersSchema = z.object({
  q: z.preprocess(first, z.string().max(200).transform(cleanLine).catch("")),
  /** A category's slug. */
  category: z.preprocess(
    first,
    z
      .string()
      .regex(/^[a-z0-9-]{0,60}$/)
      .catch(""),
  ),
  sort: z.preprocess(first, z.enum(SORTS).catch("newest")),
  order: z.preprocess(first, z.enum(ORDERS).optional().catch(undefined)),
  /** The cursor of a keyset page. */
  page: z.preprocess(first, z.string().max(1000).catch("")),
});
export type TorrentFilters = z.output<typeof torrentFiltersSchema>;

/** What of a large torrent's files is shown, as it stands in the page's address. */
export const filePageSchema = z.object({
  folder: z.preprocess(
    first,
    z
      .string()
      .max(4096)
      .regex(/^[^\0]*$/)
      .catch(""),
  ),
  q: z.preprocess(first, z.string().max(200).transform(cleanLine).catch("")),
});

/** The words of a search: each must be found in the title or be a tag. */
export function searchWords(query: string): string[] {
  const words = query
    .normalize("NFC")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== "");
  return [...new Set(words)].slice(0, MAX_SEARCH_WORDS);
}
