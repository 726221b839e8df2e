import type { Metadata } from "next";

import { nameLength, passwordLength } from "#lib/members/rules";
import { readSettings } from "#lib/settings/queries";
import { isSetupOpen } from "#lib/setup/queries";
import { answerStatus } from "#lib/web/answer-status";

import { PlainPage } from "../../../_components/plain-page";
import { Field, SelectField } from "../../../_ui/field";
import { Form } from "../../../_ui/form";
import { SubmitButton } from "../../../_ui/submit-button";
import { SetupOver } from "./_components/setup-over";
import { setUp } from "./actions";

export const metadata: Metadata = { title: "Set up" };

const registrationChoices = [
  { value: "open", label: "Open: everyone may register" },
  { value: "invite", label: "By invite of a member" },
  { value: "closed", label: "Closed" },
] as const;

interface SetupPageProps {
  readonly params: Promise<{ readonly token: string }>;
}

export default async function SetupPage({ params }: SetupPageProps) {
  const { token } = await params;
  if (!(await isSetupOpen(token))) {
    answerStatus(404);
    return <SetupOver />;
  }
  const settings = await readSettings();
  return (
    <PlainPage title="Set up your site">
      <p className="text-center text-muted">
        You become its owner. All of this can be changed later.
      </p>
      <Form action={setUp} className="rounded-box border border-line bg-base-100 p-5">
        <input type="hidden" name="token" value={token} />
        <Field
          name="siteName"
          label="Site name"
          help="In the header and in page titles."
          defaultValue={settings.siteName}
          maxLength={60}
        />
        <SelectField
          name="registration"
          label="Registration"
          help="Who may become a member."
          choices={registrationChoices}
          defaultValue="invite"
        />
        <Field
          name="name"
          label="Username"
          help={`Yours. ${nameLength.min} to ${nameLength.max} letters, digits, _ . or -`}
          autoComplete="username"
          autoCapitalize="none"
          maxLength={nameLength.max}
        />
        <Field name="email" label="E-mail" type="email" autoComplete="email" isOptional />
        <Field
          name="password"
          label="Password"
          help={`At least ${passwordLength.min} characters. A few words in a row are good.`}
          type="password"
          autoComplete="new-password"
        />
        <SubmitButton className="w-full">Set up</SubmitButton>
      </Form>
    </PlainPage>
  );
}
