import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { openInvite } from "#lib/invites/queries";
import { nameLength, passwordLength } from "#lib/members/rules";
import { readSettings } from "#lib/settings/queries";
import { homePath } from "#lib/web/return-path";
import { viewer } from "#lib/web/viewer";

import { PlainPage } from "../../_components/plain-page";
import { Field } from "../../_ui/field";
import { Form } from "../../_ui/form";
import { Link } from "../../_ui/link";
import { SubmitButton } from "../../_ui/submit-button";
import { register } from "./actions";

export const metadata: Metadata = { title: "Register" };

interface RegisterPageProps {
  readonly searchParams: Promise<{ readonly invite?: string | string[] }>;
}

export default async function RegisterPage({ searchParams }: RegisterPageProps) {
  if ((await viewer()) !== null) redirect(homePath);
  const { invite } = await searchParams;
  const code = typeof invite === "string" ? invite : "";
  const { siteName, registration } = await readSettings();
  if (registration === "closed") {
    return <Closed siteName={siteName} words="Registration is closed. Come back another time." />;
  }
  const found = registration === "invite" ? await openInvite(code) : null;
  if (registration === "invite" && found === null) {
    const words =
      code === ""
        ? "Registration is by invite. Ask a member for a link."
        : "This invite was used, has expired or was revoked. Ask who invited you for another.";
    return <Closed siteName={siteName} words={words} />;
  }
  return (
    <PlainPage title="Register" siteName={siteName}>
      {found === null ? null : (
        <p className="text-center text-muted">{found.inviter} has invited you.</p>
      )}
      <Form action={register} className="rounded-box border border-line bg-base-100 p-5">
        <input type="hidden" name="invite" value={code} />
        <Field
          name="name"
          label="Username"
          help={`Other members see it. ${nameLength.min} to ${nameLength.max} letters, digits, _ . or -`}
          autoComplete="username"
          autoCapitalize="none"
          maxLength={nameLength.max}
        />
        <Field
          name="email"
          label="E-mail"
          help="Only you and staff see it."
          type="email"
          autoComplete="email"
          isOptional
        />
        <Field
          name="password"
          label="Password"
          help={`At least ${passwordLength.min} characters. A few words in a row are good.`}
          type="password"
          autoComplete="new-password"
        />
        <SubmitButton className="w-full">Register</SubmitButton>
      </Form>
      <SignInHint />
    </PlainPage>
  );
}

function Closed({ siteName, words }: { readonly siteName: string; readonly words: string }) {
  return (
    <PlainPage title="Register" siteName={siteName}>
      <p className="rounded-box border border-line bg-base-100 p-5 text-center">{words}</p>
      <SignInHint />
    </PlainPage>
  );
}

function SignInHint() {
  return (
    <p className="text-center text-muted">
      A member already?{" "}
      <Link href="/login" className="link-text">
        Sign in
      </Link>
    </p>
  );
}
