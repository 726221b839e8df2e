import type { Metadata } from "next";

import { can } from "#lib/access/authorize";
import { clientOverview } from "#lib/clients/queries";
import { COMMON_PREFIXES } from "#lib/clients/schema";
import type { ClientOverview } from "#lib/clients/types";
import { formatCount } from "#lib/format";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../_components/define-page";
import { EmptyState } from "../../../_ui/empty-state";
import { WarningIcon } from "../../../_ui/icons";
import { Link } from "../../../_ui/link";
import { Panel } from "../../../_ui/panel";
import type { SearchParams } from "../_components/search-params";
import { StaffPage } from "../_components/staff-page";
import { AddRule } from "./_components/add-rule";
import { InUseTable, RuleTable } from "./_components/client-tables";

export const metadata: Metadata = { title: "Clients · Staff" };

export default definePage(async ({ searchParams }: { searchParams: SearchParams }) => {
  const viewer = await requirePermission("client.edit");
  const [overview, { prefix }] = await Promise.all([clientOverview(viewer), searchParams]);
  const typed = typeof prefix === "string" ? prefix.slice(0, 100) : undefined;
  return (
    <StaffPage
      viewer={viewer}
      section="clients"
      title="Clients"
      about="Which torrent clients may announce. A rule is in force within a second; denial wins."
    >
      <Mode overview={overview} maySet={can(viewer, "settings.edit")} />
      <Danger overview={overview} />
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">Rules</h2>
        {overview.rules.length === 0 ? (
          <EmptyState title="There are no rules yet">
            Every client is treated alike. Deny one that counts wrongly or shows advertisements, by
            the beginning of its peer id.
          </EmptyState>
        ) : (
          <RuleTable rules={overview.rules} />
        )}
      </section>
      <div id="add">
        <Panel title="Add a rule">
          <AddRule key={typed} examples={COMMON_PREFIXES} prefix={typed} />
        </Panel>
      </div>
      <section className="flex flex-col gap-2">
        <h2 className="font-semibold">Clients in use</h2>
        {overview.inUse.length === 0 ? (
          <p className="text-muted">No client is in a swarm now.</p>
        ) : (
          <InUseTable clients={overview.inUse} />
        )}
      </section>
    </StaffPage>
  );
});

function Mode({
  overview: { mode },
  maySet,
}: {
  readonly overview: ClientOverview;
  readonly maySet: boolean;
}) {
  return (
    <p>
      In force: <strong className="font-semibold">{mode}</strong>.{" "}
      {mode === "all but denied"
        ? "Every client may announce that no rule denies; rules that allow change nothing."
        : "A client may announce when a rule allows it and none denies it."}{" "}
      {maySet ? (
        <Link href="/staff/settings#clientList" className="link-text">
          Change it in the settings
        </Link>
      ) : (
        "Admins change it in the settings."
      )}
    </p>
  );
}

/** Staff who switch the mode before they have made the rules shut everybody out. */
function Danger({ overview }: { readonly overview: ClientOverview }) {
  const { mode, rules, activePeers, refusedPeers } = overview;
  const nobody = mode === "only allowed" && !rules.some(({ verdict }) => verdict === "allow");
  if (!nobody && refusedPeers === 0) return null;
  return (
    <p
      role="status"
      className="flex items-start gap-2 rounded-box border border-error/50 bg-error/8 px-3 py-2"
    >
      <WarningIcon className="mt-0.5 size-4 shrink-0 text-error" />
      <span>
        {nobody ? "No rule allows any client, so every announce is refused. " : ""}
        {refusedPeers === 0
          ? ""
          : `Of ${formatCount(activePeers)} ${activePeers === 1 ? "peer" : "peers"} in swarms now, ${formatCount(refusedPeers)} will be refused at the next announce.`}
      </span>
    </p>
  );
}
