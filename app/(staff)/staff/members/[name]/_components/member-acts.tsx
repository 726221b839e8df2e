import type { ReactNode } from "react";

import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";
import { passwordLength } from "#lib/members/rules";
import { assignableRoles, refusalToBan, refusalToReset } from "#lib/moderation/policy";
import type { MemberFile } from "#lib/moderation/types";
import type { FormAction } from "#lib/web/define-action";

import type { ButtonLook } from "../../../../../_ui/button";
import { Confirm } from "../../../../../_ui/confirm";
import { Field, SelectField } from "../../../../../_ui/field";
import { Form } from "../../../../../_ui/form";
import { Panel } from "../../../../../_ui/panel";
import { SubmitButton } from "../../../../../_ui/submit-button";
import { ReasonField } from "../../../_components/reason-field";
import { ban, changeRole, resetPasskey, resetPassword, unban } from "../actions";

interface Acting {
  readonly viewer: Actor;
  readonly member: MemberFile;
}

/** What the viewer may do to the member: nothing that the mutation would refuse is offered. */
export function MemberActs({ viewer, member }: Acting) {
  const ranked = { memberId: member.id, role: member.role };
  const refusal = refusalToBan(viewer, ranked);
  const roles = can(viewer, "member.setRole") ? assignableRoles(viewer, ranked) : [];
  const mayReset = can(viewer, "member.resetPassword") && refusalToReset(viewer, ranked) === null;
  if (refusal !== null && roles.length === 0) {
    return (
      <Panel title="Acts">
        <p className="text-muted">{refusal}</p>
      </Panel>
    );
  }
  return (
    <Panel title="Acts" help="Each asks for a reason and leaves an entry in the audit log.">
      <div className="flex flex-wrap items-start gap-2">
        {refusal === null ? <BanOrUnban member={member} /> : null}
        {roles.length === 0 ? null : (
          <Act label="Change role" member={member} action={changeRole} submit="Change role">
            <p>In force at their next request. They get a notice with your reason.</p>
            <SelectField
              name="role"
              label="Role"
              choices={roles.map((role) => ({ value: role, label: role }))}
            />
          </Act>
        )}
        {mayReset ? <Resets member={member} /> : null}
      </div>
    </Panel>
  );
}

function BanOrUnban({ member }: { readonly member: MemberFile }) {
  if (member.bannedAt !== null) {
    return (
      <Act label="Unban" member={member} action={unban} submit="Unban member">
        <p>They may sign in and announce again, and get a notice with your reason.</p>
      </Act>
    );
  }
  return (
    <Act
      label="Ban"
      look="danger"
      member={member}
      action={ban}
      submit="Ban member"
      reasonHelp="They see it when they try to sign in, their clients show it, the audit log keeps it."
    >
      <p>
        They are signed out everywhere at once, and their clients are refused within a second. Their
        torrents and totals stay.
      </p>
    </Act>
  );
}

function Resets({ member }: { readonly member: MemberFile }) {
  return (
    <>
      <Act label="Reset passkey" member={member} action={resetPasskey} submit="Reset passkey">
        <p>
          Their announce address changes: clients with the old one are refused within a second, and
          every .torrent must be downloaded again.
        </p>
      </Act>
      <Act label="Reset password" member={member} action={resetPassword} submit="Reset password">
        <p>They are signed out everywhere. Tell them the new password, and to change it.</p>
        <Field
          name="password"
          label="New password"
          help={`At least ${passwordLength.min} characters.`}
          type="password"
          autoComplete="new-password"
        />
      </Act>
    </>
  );
}

function Act({
  label,
  look = "plain",
  member,
  action,
  submit,
  reasonHelp = "They get it as a notice; the audit log keeps it.",
  children,
}: {
  readonly label: string;
  readonly look?: ButtonLook;
  readonly member: MemberFile;
  readonly action: FormAction;
  readonly submit: string;
  readonly reasonHelp?: string;
  readonly children: ReactNode;
}) {
  return (
    <Form action={action} label={`${label}: ${member.name}`}>
      <input type="hidden" name="memberId" value={member.id} />
      <input type="hidden" name="name" value={member.name} />
      <Confirm label={label} look={look}>
        {children}
        <ReasonField help={reasonHelp} />
        <div>
          <SubmitButton look={look === "danger" ? "danger" : "primary"}>{submit}</SubmitButton>
        </div>
      </Confirm>
    </Form>
  );
}
