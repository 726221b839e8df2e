import type { Metadata } from "next";

import { baseUrl } from "#lib/env";
import { accountOf } from "#lib/members/queries";
import { passwordLength } from "#lib/members/rules";
import { announceUrl } from "#lib/metainfo/announce-url";
import { listSessions } from "#lib/sessions/queries";
import { auth } from "#lib/web/auth";
import { requireViewer } from "#lib/web/viewer";

import { ThemePicker } from "../../_components/theme-picker";
import { LinkButton } from "../../_ui/button";
import { Field } from "../../_ui/field";
import { Form } from "../../_ui/form";
import { PageHeader } from "../../_ui/page-header";
import { Panel } from "../../_ui/panel";
import { SubmitButton } from "../../_ui/submit-button";
import { PasskeyPanel } from "./_components/passkey-panel";
import { SessionsPanel } from "./_components/sessions-panel";
import { saveEmail, savePassword } from "./actions";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const viewer = await requireViewer();
  const [account, sessions, session] = await Promise.all([
    accountOf(viewer, viewer.memberId),
    listSessions(viewer),
    auth(),
  ]);
  return (
    <>
      <PageHeader title="Settings">Your account, your tracker address and your devices.</PageHeader>
      <div className="grid max-w-6xl grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-4">
          <PasskeyPanel
            passkey={account?.passkey ?? ""}
            announceUrl={announceUrl(baseUrl(), account?.passkey ?? "")}
          />
          <Panel
            title="Clients"
            help="What your torrent clients told the tracker last, what it answered, and how to put right what it refused."
          >
            <div className="flex flex-wrap gap-2">
              <LinkButton href={`/members/${viewer.name}/announces`}>My announces</LinkButton>
              <LinkButton href="/clients" look="quiet">
                Which clients are welcome
              </LinkButton>
            </div>
          </Panel>
          <Panel title="Theme" help="System follows your device.">
            <ThemePicker />
          </Panel>
        </div>
        <div className="flex flex-col gap-4">
          <Panel title="Password" help="Changing it signs every other device out.">
            <Form action={savePassword} label="Password" className="max-w-md">
              {/* Tells password managers whose password this is. */}
              <input type="hidden" name="username" autoComplete="username" value={viewer.name} />
              <Field
                name="currentPassword"
                label="Current password"
                type="password"
                autoComplete="current-password"
              />
              <Field
                name="newPassword"
                label="New password"
                help={`At least ${passwordLength.min} characters. A few words in a row are good.`}
                type="password"
                autoComplete="new-password"
              />
              <SubmitButton className="w-fit">Change password</SubmitButton>
            </Form>
          </Panel>
          <Panel title="E-mail" help="Only you and staff above you see it.">
            <Form action={saveEmail} label="E-mail" className="max-w-md">
              <Field
                name="email"
                label="E-mail"
                help="Leave it empty to remove it."
                type="email"
                autoComplete="email"
                defaultValue={account?.email ?? ""}
                isOptional
              />
              <Field
                name="currentPassword"
                label="Current password"
                type="password"
                autoComplete="current-password"
              />
              <SubmitButton className="w-fit">Save e-mail</SubmitButton>
            </Form>
          </Panel>
        </div>
        <div className="lg:col-span-2">
          <SessionsPanel sessions={sessions} currentId={session?.sessionId ?? ""} />
        </div>
      </div>
    </>
  );
}
