import { z } from "zod";

import { AUDIT_ACTIONS, type AuditAction } from "./types";

const actions = Object.keys(AUDIT_ACTIONS) as [AuditAction, ...AuditAction[]];

/** A field of the filter form that was left empty, or an address typed by hand, filters nothing. */
const optional = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

const day = z.iso.date();

/** The audit log's filters, as they stand in the page's address. */
export const auditFiltersSchema = z.object({
  /** Part of the name of who acted. */
  actor: optional(z.string().trim().min(1).max(60)),
  action: optional(z.enum(actions)),
  /** Part of the target's name at the time. */
  target: optional(z.string().trim().min(1).max(200)),
  /** First day, UTC. */
  from: optional(day),
  /** Last day, UTC, included. */
  to: optional(day),
  /** Only entries older than this id: the keyset page. */
  before: optional(z.string().regex(/^[1-9]\d{0,17}$/)),
});

export type AuditFilters = z.output<typeof auditFiltersSchema>;
