import type { Actor } from "#lib/access/actor";
import { authorize } from "#lib/access/authorize";
import { prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { readSettings } from "#lib/settings/queries";

import { overviewOf, peersOf } from "./rules";
import type {
  ClientGroup,
  ClientOverview,
  ClientPattern,
  ClientPolicy,
  ClientRuleView,
  CountedRule,
} from "./types";

/** Peer ids are told apart this far at least: it names the client and its version (BEP 20). */
const NAMING_BYTES = 8;

/** The rules that bind everybody's clients, for everybody: the denied ones first. */
export async function clientPolicy(viewer: Actor): Promise<ClientPolicy> {
  authorize(viewer, "torrent.view");
  const [rules, { clientList }] = await Promise.all([
    prisma.clientRule.findMany({
      orderBy: [{ verdict: "asc" }, { field: "asc" }, { prefix: "asc" }],
    }),
    readSettings(),
  ]);
  return { mode: clientList, rules };
}

/**
 * The rules and the clients that are in use now, each counted in the other.
 * @throws AppError `forbidden` to those who may not make rules
 */
export async function clientOverview(viewer: Actor): Promise<ClientOverview> {
  authorize(viewer, "client.edit");
  const policy = await clientPolicy(viewer);
  return overviewOf(policy, await groupsOfActive(policy.rules));
}

/**
 * One rule with the active peers that it is about.
 * @throws AppError `forbidden`; `not_found`, since somebody else may have removed it
 */
export async function countedRule(viewer: Actor, ruleId: number): Promise<CountedRule> {
  authorize(viewer, "client.edit");
  const rule: ClientRuleView | null = await prisma.clientRule.findUnique({ where: { id: ruleId } });
  if (rule === null) throw new AppError("not_found", "This rule has been removed already.");
  return { ...rule, peers: peersOf(rule, await groupsOfActive([rule])) };
}

/**
 * How many active peers a rule would be about.
 * @throws AppError `forbidden` to those who may not make rules
 */
export async function activePeersOf(viewer: Actor, pattern: ClientPattern): Promise<number> {
  authorize(viewer, "client.edit");
  return peersOf(pattern, await groupsOfActive([pattern]));
}

/**
 * The active peers, put together as far as these rules cannot tell them apart: one pass over the
 * table however many rules there are.
 */
async function groupsOfActive(patterns: readonly ClientPattern[]): Promise<ClientGroup[]> {
  const bytes = Math.max(
    NAMING_BYTES,
    ...patterns.filter(({ field }) => field === "peer_id").map(({ prefix }) => prefix.length),
  );
  const rows = await prisma.$queryRaw<{ id: Uint8Array; userAgent: string; peers: number }[]>`
    SELECT substring("peer_id" FOR ${bytes}::int) AS "id", "user_agent" AS "userAgent",
      count(*)::int AS "peers"
    FROM "peers" WHERE "active" GROUP BY 1, 2`;
  return rows.map(({ id, ...row }) => ({
    ...row,
    peerIdPrefix: Buffer.from(id).toString("latin1"),
  }));
}
