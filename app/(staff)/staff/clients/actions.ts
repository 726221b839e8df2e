"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { addClientRule, removeClientRule } from "#lib/clients/mutations";
import { activePeersOf } from "#lib/clients/queries";
import { clientRuleSchema, type NewClientRule } from "#lib/clients/schema";
import { formatCount } from "#lib/format";
import { idSchema, reasonSchema } from "#lib/moderation/schema";
import { defineAction } from "#lib/web/define-action";

/** The rule that the form has warned of, if it has: sending the same again is the confirmation. */
const warnedSchema = z.object({ warnedOf: z.string().max(200).default("") });

export const addRule = defineAction({
  permission: "client.edit",
  input: z.intersection(warnedSchema, clientRuleSchema),
  run: async (permit, { warnedOf, ...rule }) => {
    const { verdict, field, prefix, note } = rule;
    const identity = `${field} ${prefix}`;
    const peers = verdict === "deny" ? await activePeersOf(permit.actor, rule) : 0;
    if (peers > 0 && warnedOf !== identity) {
      return {
        status: "error",
        message: `This denies ${peersWords(peers)} that ${peers === 1 ? "is" : "are"} in swarms now, from the next announce on. Press the button again to do it.`,
        values: { verdict, field, prefix, note, warnedOf: identity },
      };
    }
    await addClientRule(permit, rule);
    return doneWords(rule);
  },
});

export const removeRule = defineAction({
  permission: "client.edit",
  input: z.object({ ruleId: idSchema, reason: reasonSchema }),
  run: async (permit, act) => {
    await removeClientRule(permit, act);
    redirect("/staff/clients");
  },
});

function peersWords(peers: number): string {
  return peers === 1 ? "1 peer" : `${formatCount(peers)} peers`;
}

function doneWords({ verdict, prefix }: NewClientRule): string {
  return `${prefix} is ${verdict === "deny" ? "denied" : "allowed"}. The tracker knows it within a second.`;
}
