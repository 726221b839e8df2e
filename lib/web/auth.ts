import "server-only";
import NextAuth, { type NextAuthResult, type User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { cache } from "react";

import { baseUrl, env } from "#lib/env";
import { endSession, touchSession } from "#lib/sessions/mutations";
import { liveSession } from "#lib/sessions/queries";
import { sessionDays } from "#lib/sessions/rules";
import type { LiveSession } from "#lib/sessions/types";

import { clientAddress } from "./client-address";

declare module "next-auth" {
  interface Session {
    sessionToken?: string;
  }
  interface User {
    sessionToken?: string;
  }
}

/**
 * next-auth keeps the cookie and nothing else. Its token would be a signed statement that nobody
 * can take back; ours is the random token of a row in `sessions`, so that revoking the row ends
 * it everywhere at the next request. Its HTTP routes stay closed: signing in and out are our own
 * server actions, with their throttle, and there is no second way in beside them.
 */
const nextAuth: NextAuthResult = NextAuth(() => ({
  secret: env().AUTH_SECRET,
  trustHost: true,
  useSecureCookies: baseUrl().startsWith("https:"),
  session: { strategy: "jwt", maxAge: sessionDays * 86_400 },
  pages: { signIn: "/login" },
  logger: { error() {}, warn() {}, debug() {} },
  providers: [
    Credentials({
      credentials: { sessionToken: {} },
      // The password was proven and the session opened before: see lib/sessions.
      async authorize({ sessionToken }) {
        if (typeof sessionToken !== "string") return null;
        const live = await liveSession(sessionToken);
        return live === null ? null : { id: String(live.member.memberId), sessionToken };
      },
    }),
  ],
  jwt: {
    encode: ({ token }) => textOf(token?.["sessionToken"]),
    decode: ({ token }) => (token === undefined ? null : { sessionToken: token }),
  },
  callbacks: {
    // `user` is there at signing in only, whatever its type says.
    jwt: ({ token, user }: { token: JWT; user?: User }) => ({
      sessionToken: user?.sessionToken ?? token["sessionToken"],
    }),
    session: ({ session, token }) =>
      Object.assign(session, { sessionToken: textOf(token["sessionToken"]) }),
  },
}));

/**
 * The live session of this request, or null. Asked of the database once a request: a revoked
 * session, a ban or a new role is in force at the next one. A database that does not answer is an
 * error, never "signed out".
 */
export const auth = cache(async (): Promise<LiveSession | null> => {
  const token = await cookieToken();
  const live = token === null ? null : await liveSession(token);
  if (live?.isDueToTouch === true) await touchSession(live.sessionId, await clientAddress());
  return live;
});

/** Puts a session that was just opened into the cookie. Only in actions. */
export async function keepSession(sessionToken: string): Promise<void> {
  await nextAuth.signIn("credentials", { sessionToken, redirect: false, redirectTo: "/" });
}

/** Ends this request's session on the server and takes the cookie away. Only in actions. */
export async function leaveSession(): Promise<void> {
  const token = await cookieToken();
  if (token !== null) await endSession(token);
  await nextAuth.signOut({ redirect: false, redirectTo: "/" });
}

async function cookieToken(): Promise<string | null> {
  const session = await nextAuth.auth();
  return session?.sessionToken ?? null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
