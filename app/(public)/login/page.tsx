import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { readSettings } from "#lib/settings/queries";
import { returnPath } from "#lib/web/return-path";
import { viewer } from "#lib/web/viewer";

import { PlainPage } from "../../_components/plain-page";
import { Field } from "../../_ui/field";
import { Form } from "../../_ui/form";
import { Link } from "../../_ui/link";
import { SubmitButton } from "../../_ui/submit-button";
import { signIn } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

interface LoginPageProps {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { next } = await searchParams;
  const target = returnPath(typeof next === "string" ? next : null);
  if ((await viewer()) !== null) redirect(target);
  const { siteName, registration } = await readSettings();
  return (
    <PlainPage title="Sign in" siteName={siteName}>
      <Form action={signIn} className="rounded-box border border-line bg-base-100 p-5">
        <input type="hidden" name="next" value={target} />
        <Field name="name" label="Username" autoComplete="username" autoCapitalize="none" />
        <Field name="password" label="Password" type="password" autoComplete="current-password" />
        <SubmitButton className="w-full">Sign in</SubmitButton>
      </Form>
      {registration === "open" ? (
        <p className="text-center text-muted">
          New here?{" "}
          <Link href="/register" className="link-text">
            Register
          </Link>
        </p>
      ) : null}
    </PlainPage>
  );
}
