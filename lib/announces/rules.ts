import { clientNameOf } from "#lib/clients/names";
import { formatAddress } from "#lib/tracker/codec/address";
import { fixOfRefusal } from "#lib/tracker/refusals";
import { fixOfWarning } from "#lib/tracker/warnings";

import type { ClosedPort, PortState, Verdict } from "./types";

/** What became of an announce, by the code and the words that the tracker noted. */
export function verdictOf(code: string, says: string): Verdict {
  if (code === "ok") return { kind: "ok", code, says, fix: undefined };
  const warningFix = fixOfWarning(code);
  return {
    kind: warningFix === undefined ? "refused" : "warning",
    code,
    says,
    fix: warningFix ?? fixOfRefusal(code),
  };
}

/** `203.0.113.7:51413`, and with brackets `[2001:db8::7]:51413`. */
export function addressWithPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

interface Endpoints {
  /** 4 address bytes and 2 port bytes, or null. */
  readonly ipv4: Uint8Array | null;
  /** 16 address bytes and 2 port bytes, or null. */
  readonly ipv6: Uint8Array | null;
}

/** A peer's addresses in words, IPv4 first. */
export function addressesOf(endpoints: Endpoints): string[] {
  return partsOf(endpoints).map(({ address, port }) => addressWithPort(address, port));
}

/** A peer's `connectable`: null is one that nobody has tried yet. */
export function portStateOf(connectable: boolean | null): PortState {
  if (connectable === null) return "untried";
  return connectable ? "open" : "closed";
}

/** Active peers of one client at the same addresses whose port was tried, with the same result. */
export interface TriedGroup extends Endpoints {
  readonly peerIdPrefix: Uint8Array;
  readonly userAgent: string;
  readonly isOpen: boolean;
  readonly lastSeenAt: Date;
}

/**
 * The ports that could not be reached, the last heard of first. A client seeds many torrents
 * through one port, and peers that announced before it was opened still say closed: the latest
 * word about an address counts.
 */
export function closedPorts(groups: readonly TriedGroup[]): ClosedPort[] {
  const latest = new Map<string, TriedGroup>();
  for (const group of groups) {
    const key = addressesOf(group).join(" ");
    const known = latest.get(key);
    if (known === undefined || isLater(group, known)) latest.set(key, group);
  }
  const closed = new Map<string, ClosedPort>();
  const newestFirst = [...latest.values()].filter(({ isOpen }) => !isOpen).sort(byLastSeen);
  for (const group of newestFirst) {
    const port = partsOf(group)[0]?.port ?? 0;
    const client = clientNameOf(group.peerIdPrefix, group.userAgent).name;
    const key = `${port} ${client}`;
    const known = closed.get(key);
    const addresses = [...new Set([...(known?.addresses ?? []), ...addressesOf(group)])];
    closed.set(key, { port, client, addresses, lastSeenAt: known?.lastSeenAt ?? group.lastSeenAt });
  }
  return [...closed.values()];
}

/** Of two words at the same moment the good one counts. */
function isLater(one: TriedGroup, other: TriedGroup): boolean {
  const difference = one.lastSeenAt.getTime() - other.lastSeenAt.getTime();
  return difference === 0 ? one.isOpen : difference > 0;
}

function byLastSeen(one: TriedGroup, other: TriedGroup): number {
  return other.lastSeenAt.getTime() - one.lastSeenAt.getTime();
}

function partsOf({ ipv4, ipv6 }: Endpoints): { address: string; port: number }[] {
  return [ipv4, ipv6]
    .filter((compact) => compact !== null)
    .map((compact) => ({
      address: formatAddress(compact.subarray(0, -2)),
      port: ((compact.at(-2) ?? 0) << 8) | (compact.at(-1) ?? 0),
    }));
}
