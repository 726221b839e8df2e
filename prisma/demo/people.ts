import type { Role } from "#lib/access/permissions";

import type { Random } from "../factories/random.ts";

export interface Person {
  name: string;
  role: Role;
  createdAt: Date;
  lastSeenAt: Date;
  /** Index of who invited them, or null for the first ones and open days. */
  invitedBy: number | null;
  bannedAt: Date | null;
  banReason: string | null;
  /** How likely they are to join a swarm, compared with others. */
  appetite: number;
  /** The probability that they still seed what they once completed. */
  patience: number;
  /** Bytes per second. */
  bandwidth: number;
}

export const dayMilliseconds = 86_400_000;
const historyDays = 90;

/** Names that are printed, so that a visitor can try every role. */
export const visitors: readonly { name: string; role: Role }[] = [
  { name: "keeper", role: "owner" },
  { name: "archivist", role: "admin" },
  { name: "warden", role: "moderator" },
  { name: "wren", role: "member" },
];

const banReasons = [
  "Reported upload that no one in the swarm received.",
  "Sold invites on a public forum.",
  "Second account of a banned member.",
] as const;

/** Members who joined over the last 90 days, staff first. */
export function makePeople(random: Random, count: number, now: Date): Person[] {
  const names = makeNames(random, count - visitors.length);
  const founders = visitors.map((visitor, at) =>
    makePerson(random, { ...visitor, at, now, count }),
  );
  const others = names.map((name, index) => {
    const at = index + visitors.length;
    const role: Role = at < 8 ? "moderator" : at < 10 ? "admin" : "member";
    return makePerson(random, { name, role, at, now, count });
  });
  return [...founders, ...others].map((person, at) =>
    at > 20 && at % 61 === 0 ? banned(person, random, now) : person,
  );
}

interface Arrival {
  name: string;
  role: Role;
  /** Their place in the order of joining. */
  at: number;
  count: number;
  now: Date;
}

function makePerson(random: Random, { name, role, at, count, now }: Arrival): Person {
  const daysAgo = historyDays * (1 - at / count) ** 1.4;
  const createdAt = new Date(now.getTime() - daysAgo * dayMilliseconds);
  const quietDays = random.chance(0.7) ? random.fraction() / 2 : random.fraction() ** 3 * daysAgo;
  return {
    name,
    role,
    createdAt,
    lastSeenAt: new Date(now.getTime() - Math.min(quietDays, daysAgo) * dayMilliseconds),
    invitedBy: at > 0 && random.chance(0.65) ? random.integer(0, at - 1) : null,
    bannedAt: null,
    banReason: null,
    appetite: random.fraction() ** 2 + 0.05,
    patience: 0.15 + 0.8 * random.fraction(),
    bandwidth: 10 ** (5.9 + 1.6 * random.fraction()),
  };
}

function banned(person: Person, random: Random, now: Date): Person {
  const age = now.getTime() - person.createdAt.getTime();
  const bannedAt = new Date(now.getTime() - age * random.fraction() * 0.5);
  const lastSeenAt = new Date(Math.min(person.lastSeenAt.getTime(), bannedAt.getTime()));
  return { ...person, lastSeenAt, bannedAt, banReason: random.pick(banReasons) };
}

const firstHalves = [
  "amber",
  "birch",
  "cinder",
  "cloud",
  "copper",
  "dusk",
  "ember",
  "fern",
  "flint",
  "frost",
  "hazel",
  "indigo",
  "juniper",
  "lunar",
  "marsh",
  "moss",
  "north",
  "ochre",
  "paper",
  "pine",
  "quiet",
  "rust",
  "salt",
  "slate",
  "storm",
  "tidal",
  "umber",
  "velvet",
  "wild",
  "winter",
] as const;
const secondHalves = [
  "anchor",
  "badger",
  "crane",
  "drummer",
  "falcon",
  "fiddle",
  "fox",
  "gull",
  "harbor",
  "heron",
  "ink",
  "kettle",
  "lamp",
  "ledger",
  "loom",
  "magpie",
  "moth",
  "otter",
  "owl",
  "piano",
  "reader",
  "sailor",
  "spool",
  "stoat",
  "tram",
  "valve",
  "walker",
  "weaver",
  "wick",
  "wolf",
] as const;

function makeNames(random: Random, count: number): string[] {
  const names = new Set<string>();
  while (names.size < count) {
    const name = `${random.pick(firstHalves)}${random.pick(secondHalves)}`;
    const shown = random.chance(0.25) ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
    names.add(random.chance(0.15) ? `${shown}${random.integer(2, 99)}` : shown);
  }
  const byKey = new Map([...names].map((name) => [name.toLowerCase(), name]));
  return byKey.size === count ? [...byKey.values()] : makeNames(random, count);
}
