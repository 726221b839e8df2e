import { admitClient } from "#lib/tracker/admission/client";

import { clientNameOf } from "./names";
import type {
  ClientGroup,
  ClientInUse,
  ClientOverview,
  ClientPattern,
  ClientPolicy,
} from "./types";

/** How many clients in use are listed. */
const SHOWN_IN_USE = 20;

/** Whether the tracker takes the peers of a group for the client of a rule. */
export function isAbout({ field, prefix }: ClientPattern, group: ClientGroup): boolean {
  return field === "peer_id"
    ? group.peerIdPrefix.startsWith(prefix)
    : group.userAgent.toLowerCase().startsWith(prefix.toLowerCase());
}

/** How many active peers a rule is about. */
export function peersOf(pattern: ClientPattern, groups: readonly ClientGroup[]): number {
  return groups.reduce((sum, group) => sum + (isAbout(pattern, group) ? group.peers : 0), 0);
}

/** The rules and the clients in use, each counted in the other. */
export function overviewOf(
  { mode, rules }: ClientPolicy,
  groups: readonly ClientGroup[],
): ClientOverview {
  const list = { rules, onlyAllowed: mode === "only allowed" };
  const judged = groups.map((group) => ({
    ...group,
    // The tracker's own judgement, so that the page never promises anything else.
    refusal: admitClient(list, group.peerIdPrefix, group.userAgent)?.reason ?? null,
  }));
  return {
    mode,
    rules: rules.map((rule) => ({ ...rule, peers: peersOf(rule, groups) })),
    inUse: inUse(judged),
    activePeers: sumOf(judged),
    refusedPeers: sumOf(judged.filter(({ refusal }) => refusal !== null)),
  };
}

type JudgedGroup = ClientGroup & { readonly refusal: string | null };

/** The groups by the software's name and what becomes of it, the largest first. */
function inUse(groups: readonly JudgedGroup[]): ClientInUse[] {
  const byName = new Map<string, ClientInUse>();
  for (const { peerIdPrefix, userAgent, peers, refusal } of groups) {
    const { name, prefix } = clientNameOf(Buffer.from(peerIdPrefix, "latin1"), userAgent);
    const key = JSON.stringify([name, prefix, refusal]);
    byName.set(key, { name, prefix, refusal, peers: peers + (byName.get(key)?.peers ?? 0) });
  }
  return [...byName.values()].sort((one, other) => other.peers - one.peers).slice(0, SHOWN_IN_USE);
}

function sumOf(groups: readonly ClientGroup[]): number {
  return groups.reduce((sum, { peers }) => sum + peers, 0);
}
