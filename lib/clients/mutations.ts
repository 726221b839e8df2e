import type { Permit } from "#lib/access/authorize";
import { recordAudit } from "#lib/audit/mutations";
import type { AuditFields } from "#lib/audit/types";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";

import type { NewClientRule } from "./schema";
import type { ClientPattern, ClientRuleView } from "./types";

/**
 * Makes a rule about clients. The tracker hears of it by trigger, within a second.
 * @throws AppError `conflict` when there is a rule about the same clients
 */
export async function addClientRule(
  permit: Permit<"client.edit">,
  rule: NewClientRule,
): Promise<{ id: number }> {
  return prisma.$transaction(async (tx) => {
    // Readers go on; of two writers the second sees what the first has made.
    await tx.$executeRaw`LOCK TABLE "client_rules" IN SHARE ROW EXCLUSIVE MODE`;
    const twin = await twinOf(tx, rule);
    if (twin !== undefined) {
      throw new AppError(
        "conflict",
        `There is a rule about it already: it is ${twin.verdict === "deny" ? "denied" : "allowed"}. Remove that one first.`,
        { field: "prefix" },
      );
    }
    const { verdict, field, prefix, note } = rule;
    const { id } = await tx.clientRule.create({ data: { verdict, field, prefix, note } });
    await recordAudit(tx, {
      actorId: permit.actor.memberId,
      action: "client.addRule",
      targetType: "client",
      targetId: id,
      targetName: prefix,
      reason: note,
      after: fieldsOf(rule),
    });
    return { id };
  });
}

/**
 * Takes a rule back. The tracker hears of it by trigger, within a second.
 * @throws AppError `not_found` when somebody else has removed it
 */
export async function removeClientRule(
  permit: Permit<"client.edit">,
  { ruleId, reason }: { readonly ruleId: number; readonly reason: string },
): Promise<{ prefix: string }> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE "client_rules" IN SHARE ROW EXCLUSIVE MODE`;
    const rule = await tx.clientRule.findUnique({ where: { id: ruleId } });
    if (rule === null) throw new AppError("not_found", "This rule has been removed already.");
    await tx.clientRule.delete({ where: { id: ruleId } });
    await recordAudit(tx, {
      actorId: permit.actor.memberId,
      action: "client.removeRule",
      targetType: "client",
      targetId: ruleId,
      targetName: rule.prefix,
      reason,
      before: fieldsOf(rule),
    });
    return { prefix: rule.prefix };
  });
}

/** User agents are compared without regard to case, so two that differ in it are one. */
async function twinOf(tx: Prisma.TransactionClient, { field, prefix }: ClientPattern) {
  const rules = await tx.clientRule.findMany({ where: { field } });
  const keyOf = (text: string) => (field === "user_agent" ? text.toLowerCase() : text);
  return rules.find((rule) => keyOf(rule.prefix) === keyOf(prefix));
}

function fieldsOf(rule: Omit<ClientRuleView, "id" | "createdAt">): AuditFields {
  const { verdict, field, prefix, note } = rule;
  return { verdict, matches: field === "peer_id" ? "peer id" : "user agent", prefix, note };
}
