import type { Prisma } from "#lib/db/client";

import type { AuditAct, AuditFields } from "./types";

/**
 * Writes one audit entry inside the transaction of the act: no act without its entry, no entry
 * without its act. Entries are final; the database refuses to change or delete them.
 */
export async function recordAudit(tx: Prisma.TransactionClient, act: AuditAct): Promise<void> {
  await tx.auditEntry.create({
    data: {
      actorId: act.actorId,
      action: act.action,
      targetType: act.targetType,
      targetId: String(act.targetId),
      targetName: act.targetName,
      reason: act.reason ?? "",
      ...(act.before === undefined ? {} : { before: jsonOf(act.before) }),
      ...(act.after === undefined ? {} : { after: jsonOf(act.after) }),
    },
  });
}

function jsonOf(fields: AuditFields): Prisma.InputJsonObject {
  return { ...fields };
}
