import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { countedRule } from "#lib/clients/queries";
import type { CountedRule } from "#lib/clients/types";
import { formatCount } from "#lib/format";
import { idSchema } from "#lib/moderation/schema";
import { readSettings } from "#lib/settings/queries";
import type { Settings } from "#lib/settings/schema";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../../../_components/define-page";
import { LinkButton } from "../../../../../_ui/button";
import { Form } from "../../../../../_ui/form";
import { Panel } from "../../../../../_ui/panel";
import { SubmitButton } from "../../../../../_ui/submit-button";
import { ReasonField } from "../../../_components/reason-field";
import { StaffPage } from "../../../_components/staff-page";
import { removeRule } from "../../actions";

export const metadata: Metadata = { title: "Remove client rule · Staff" };

export default definePage(async ({ params }: { params: Promise<{ id: string }> }) => {
  const viewer = await requirePermission("client.edit");
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  const [rule, { clientList }] = await Promise.all([countedRule(viewer, id.data), readSettings()]);
  return (
    <StaffPage
      viewer={viewer}
      section="clients"
      title="Remove client rule"
      about={
        <>
          {rule.verdict === "deny" ? "Deny" : "Allow"}{" "}
          {rule.field === "peer_id" ? "peer ids" : "user agents"} that begin with{" "}
          <span className="font-mono">{rule.prefix}</span>
        </>
      }
    >
      <Panel title="What will happen" className="max-w-2xl">
        <div className="flex flex-col gap-4">
          <ul className="flex list-disc flex-col gap-1 pl-5">
            <li>{consequence(rule, clientList)}</li>
            <li>
              {rule.peers === 1
                ? "1 peer in swarms now is"
                : `${formatCount(rule.peers)} peers in swarms now are`}{" "}
              of this client.
            </li>
          </ul>
          <Form action={removeRule} label="Remove this rule">
            <input type="hidden" name="ruleId" value={rule.id} />
            <ReasonField help="The audit log keeps it." />
            <div className="flex flex-wrap gap-2">
              <SubmitButton look="danger">Remove rule</SubmitButton>
              <LinkButton href="/staff/clients" look="quiet">
                Keep it
              </LinkButton>
            </div>
          </Form>
        </div>
      </Panel>
    </StaffPage>
  );
});

function consequence({ verdict }: CountedRule, mode: Settings["clientList"]): string {
  if (mode === "only allowed") {
    return verdict === "allow"
      ? "These clients are refused from their next announce on, unless another rule allows them."
      : "These clients may announce again, if a rule allows them and no other denies them.";
  }
  return verdict === "allow"
    ? "Nothing changes now: only allowed clients are not what is in force."
    : "These clients may announce again, unless another rule denies them.";
}
