import { verifyPassword } from "#lib/members/passwords";
import { credentialsOf } from "#lib/members/queries";
import { nameKeyOf } from "#lib/members/rules";
import { forgetTries, giveBackTry, takeTry } from "#lib/throttle/mutations";
import { addressBucket, limits } from "#lib/throttle/rules";

import { openSession } from "./mutations";
import { hasSignedInFrom } from "./queries";
import type { Origin, SignInResult } from "./types";

const longestPassword = 256;

/**
 * Signs a member in by username and password. An unknown name costs the same work, the same
 * tries and gets the same answer as a wrong password. Tries are taken before the password is
 * looked at, so that many at once are no way round the limits.
 */
export async function signInMember(
  given: { readonly name: string; readonly password: string },
  origin: Origin,
): Promise<SignInResult> {
  const addressKey = `sign-in:address:${addressBucket(origin.address)}`;
  const nameKey = nameKeyOf(given.name).slice(0, 64);
  // Whoever fails on purpose elsewhere must not lock members out where they always sign in.
  const isKnown = await hasSignedInFrom(nameKey, origin.address);
  const accountKey = isKnown
    ? `sign-in:account:${nameKey}:${addressBucket(origin.address)}`
    : `sign-in:account:${nameKey}`;
  const spent = await takeBoth(addressKey, accountKey);
  if (spent !== null) return spent;

  const found = await credentialsOf(given.name);
  const isRight =
    given.password.length <= longestPassword &&
    (await verifyPassword(given.password, found?.passwordHash ?? null));
  if (found === null || !isRight) return { kind: "wrong" };

  await Promise.all([forgetTries(accountKey), giveBackTry(addressKey)]);
  if (found.bannedAt !== null) return { kind: "banned", reason: found.banReason };
  return { kind: "opened", token: await openSession(found.id, origin), theme: found.theme };
}

async function takeBoth(addressKey: string, accountKey: string): Promise<SignInResult | null> {
  for (const [key, limit] of [
    [addressKey, limits.address],
    [accountKey, limits.account],
  ] as const) {
    const tried = await takeTry(key, limit);
    if (tried.kind === "spent") {
      return { kind: "throttled", retryAfterSeconds: tried.retryAfterSeconds };
    }
  }
  return null;
}
