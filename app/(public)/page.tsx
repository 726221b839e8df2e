import { redirect } from "next/navigation";

import { readSettings } from "#lib/settings/queries";
import { ownerExists } from "#lib/setup/queries";
import { homePath } from "#lib/web/return-path";
import { viewer } from "#lib/web/viewer";

import { Logo } from "../_components/logo";
import { LinkButton } from "../_ui/button";

const registrationWords = {
  open: "Everyone may register.",
  invite: "New members come by invite.",
  closed: "Registration is closed.",
} as const;

/** The door: members go on to the torrents, strangers see as little as possible. */
export default async function LandingPage() {
  if ((await viewer()) !== null) redirect(homePath);
  const [{ siteName, registration }, isSetUp] = await Promise.all([readSettings(), ownerExists()]);
  return (
    <div className="mx-auto flex min-h-[85dvh] w-full max-w-md flex-col items-center justify-center gap-6 px-4 py-10 text-center">
      <Logo className="size-20" />
      <div className="flex flex-col gap-1.5">
        <h1 className="text-3xl font-semibold tracking-tight">{siteName}</h1>
        <p className="text-base text-muted">
          {isSetUp
            ? `A private tracker for its members. ${registrationWords[registration]}`
            : "This site waits for its owner: open the set-up link that its start has printed."}
        </p>
      </div>
      {isSetUp ? (
        <div className="flex flex-wrap justify-center gap-2">
          <LinkButton href="/login" look="primary" className="px-6">
            Sign in
          </LinkButton>
          {registration === "open" ? (
            <LinkButton href="/register" className="px-6">
              Register
            </LinkButton>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
