import type { Metadata } from "next";

import { can } from "#lib/access/authorize";
import { clientPolicy } from "#lib/clients/queries";
import type { ClientPolicy, ClientRuleView } from "#lib/clients/types";
import { formatCount, formatDuration } from "#lib/format";
import { readSettings } from "#lib/settings/queries";
import type { Settings } from "#lib/settings/schema";
import { requireViewer } from "#lib/web/viewer";

import { LinkButton } from "../../_ui/button";
import { Facts } from "../../_ui/facts";
import { PageHeader } from "../../_ui/page-header";
import { Panel } from "../../_ui/panel";
import { Cell, ColumnHead, Table } from "../../_ui/table";

export const metadata: Metadata = { title: "Torrent clients" };

export default async function ClientsPage() {
  const viewer = await requireViewer();
  const [policy, settings] = await Promise.all([clientPolicy(viewer), readSettings()]);
  const denied = policy.rules.filter(({ verdict }) => verdict === "deny");
  const allowed = policy.rules.filter(({ verdict }) => verdict === "allow");
  return (
    <>
      <PageHeader
        title="Torrent clients"
        actions={
          <>
            <LinkButton href={`/members/${viewer.name}/announces`}>My announces</LinkButton>
            {can(viewer, "client.edit") ? (
              <LinkButton href="/staff/clients">Edit the rules</LinkButton>
            ) : null}
          </>
        }
      >
        {summary(policy.mode, denied.length)}
      </PageHeader>
      <div className="flex max-w-4xl flex-col gap-4">
        <Rules title="Denied clients" rules={denied} />
        <Rules title="Allowed clients" rules={allowed} />
        <section className="flex flex-col gap-2">
          <h2 className="font-semibold">What else holds for every client</h2>
          <Facts facts={factsOf(settings)} />
        </section>
      </div>
    </>
  );
}

function summary(mode: ClientPolicy["mode"], denied: number): string {
  if (mode === "only allowed") return "Only the clients that are allowed here may announce.";
  return denied === 0
    ? "Every client is welcome. None is denied."
    : "Every client is welcome but those that are denied here.";
}

function Rules({
  title,
  rules,
}: {
  readonly title: string;
  readonly rules: readonly ClientRuleView[];
}) {
  if (rules.length === 0) return null;
  return (
    <Panel title={title} isFlush>
      <Table label={`${title}, by their beginning`} isFlush>
        <thead>
          <tr>
            <ColumnHead>Begins with</ColumnHead>
            <ColumnHead>Why</ColumnHead>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id}>
              <th scope="row" className="min-w-28 text-left">
                <span className="inline-block font-mono text-[0.8125rem]">{rule.prefix}</span>
                <div className="text-xs text-muted">
                  {rule.field === "peer_id" ? "peer id" : "user agent"}
                </div>
              </th>
              <Cell className="w-full">{rule.note === "" ? "–" : rule.note}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

function factsOf(settings: Settings) {
  return [
    {
      name: "Ports that may not be used",
      value: settings.deniedPorts === "" ? "none" : settings.deniedPorts,
    },
    { name: "Announce interval", value: formatDuration(settings.announceIntervalSeconds) },
    { name: "Your clients on one torrent", value: `${settings.peersPerTorrent} at most` },
    {
      name: "Downloads at a time",
      value:
        settings.downloadsPerMember === 0
          ? "no limit"
          : `${formatCount(settings.downloadsPerMember)} at most`,
    },
  ];
}
