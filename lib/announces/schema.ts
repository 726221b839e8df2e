import { z } from "zod";

/** What the page of announces shows, as it stands in its address. */
export const announceFiltersSchema = z.object({
  /** `troubles`: only what was refused or warned about. */
  show: z.enum(["all", "troubles"]).catch("all"),
  /** The keyset page of the clients. */
  after: z.string().max(100).optional().catch(undefined),
});
export type AnnounceFilters = z.output<typeof announceFiltersSchema>;
