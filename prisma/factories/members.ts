import type { Prisma } from "#lib/db/client";
import { hashPassword } from "#lib/members/passwords";

import { freshRandom, type Random } from "./random.ts";

/** Every factory member signs in with it, unless told another hash. */
export const factoryPassword = "factory password, known to all";

type MemberWish = Partial<Prisma.MemberUncheckedCreateInput>;
type Db = Prisma.TransactionClient;

/** A member with a unique name, e-mail address and passkey. */
export async function createMember(db: Db, wish: MemberWish = {}, random: Random = freshRandom) {
  return await db.member.create({ data: memberRow(wish, await passwordHash(), random) });
}

/** Many members in one statement, in the order of the wishes. */
export async function createMembers(
  db: Db,
  wishes: readonly MemberWish[],
  random: Random = freshRandom,
) {
  const hashed = await passwordHash();
  const rows = wishes.map((wish) => memberRow(wish, hashed, random));
  const made = await db.member.createManyAndReturn({ data: rows });
  return made.sort((one, other) => one.id - other.id);
}

const birds = [
  "heron",
  "wren",
  "plover",
  "siskin",
  "dunlin",
  "avocet",
  "linnet",
  "martin",
] as const;

function memberRow(wish: MemberWish, passwordHash: string, random: Random) {
  const name = wish.name ?? `${random.pick(birds)}${random.hex(8)}`;
  const email = wish.email === undefined ? `${name.toLowerCase()}@example.org` : wish.email;
  return {
    passkey: random.hex(32),
    passwordHash,
    ...wish,
    name,
    nameKey: name.toLowerCase(),
    email,
    emailKey: email?.toLowerCase() ?? null,
  } satisfies Prisma.MemberCreateManyInput;
}

let hashing: Promise<string> | undefined;

/** argon2id is slow on purpose: one hash a run serves all. */
function passwordHash(): Promise<string> {
  hashing ??= hashPassword(factoryPassword);
  return hashing;
}
