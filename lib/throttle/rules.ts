import { isIPv6 } from "node:net";

/** How many tries within a window. */
export interface Limit {
  readonly tries: number;
  readonly windowSeconds: number;
}

const quarterHourSeconds = 900;

/**
 * Failures within a quarter of an hour. Many members may share an address (a family, a campus, a
 * carrier), so an address has more of them than an account.
 */
export const limits = {
  account: { tries: 10, windowSeconds: quarterHourSeconds },
  address: { tries: 30, windowSeconds: quarterHourSeconds },
  /** Registrations and looks at invites: guesses at codes and at who is a member. */
  registration: { tries: 30, windowSeconds: 3600 },
} as const satisfies Record<string, Limit>;

/**
 * What counts as one address: an IPv6 customer holds a whole /64 and could change within it at
 * every try (RFC 6177). Without an address all such requests count as one.
 */
export function addressBucket(address: string): string {
  if (!isIPv6(address)) return address === "" ? "unknown" : address;
  return `${expandedGroups(address).slice(0, 4).join(":")}::/64`;
}

/** The words for a wait: whole minutes, rounded up. */
export function waitWords(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

function expandedGroups(address: string): string[] {
  const [head = "", tail] = address.split("::");
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...right];
}

function groupsOf(part: string): string[] {
  if (part === "") return [];
  return part
    .split(":")
    .flatMap((group) => (group.includes(".") ? ["0", "0"] : [parseInt(group, 16).toString(16)]));
}
