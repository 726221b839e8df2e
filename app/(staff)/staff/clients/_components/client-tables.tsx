import type { ClientInUse, CountedRule } from "#lib/clients/types";
import { formatCount } from "#lib/format";

import { Badge } from "../../../../_ui/badge";
import { LinkButton } from "../../../../_ui/button";
import { Link } from "../../../../_ui/link";
import { RelativeTime } from "../../../../_ui/relative-time";
import { Cell, ColumnHead, Table } from "../../../../_ui/table";

/** The rules with the active peers that each is about. */
export function RuleTable({ rules }: { readonly rules: readonly CountedRule[] }) {
  return (
    <Table label="Client rules">
      <thead>
        <tr>
          <ColumnHead>What begins with</ColumnHead>
          <ColumnHead>Reason</ColumnHead>
          <ColumnHead isNumber className="max-sm:hidden">
            Peers now
          </ColumnHead>
          <ColumnHead className="max-sm:hidden">Added</ColumnHead>
          <ColumnHead>
            <span className="sr-only">Remove</span>
          </ColumnHead>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <th scope="row" className="min-w-28 text-left sm:whitespace-nowrap">
              {rule.verdict === "deny" ? (
                <Badge tone="bad">Deny</Badge>
              ) : (
                <Badge tone="good">Allow</Badge>
              )}{" "}
              <span className="inline-block font-mono text-[0.8125rem]">{rule.prefix}</span>
              <div className="text-xs text-muted">
                {rule.field === "peer_id" ? "peer id" : "user agent"}
              </div>
            </th>
            <Cell className="w-full min-w-28">
              {rule.note === "" ? "–" : rule.note}
              <div className="text-xs text-muted sm:hidden">
                {formatCount(rule.peers)} peers now
              </div>
            </Cell>
            <Cell isNumber className="max-sm:hidden">
              {formatCount(rule.peers)}
            </Cell>
            <Cell className="max-sm:hidden">
              <RelativeTime value={rule.createdAt} />
            </Cell>
            <Cell className="text-right">
              <LinkButton
                href={`/staff/clients/${rule.id}/remove`}
                size="small"
                aria-label={`Remove ${rule.prefix}`}
              >
                Remove
              </LinkButton>
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** The clients that are most in use, and what the rules make of them. */
export function InUseTable({ clients }: { readonly clients: readonly ClientInUse[] }) {
  return (
    <Table label="Clients in use">
      <thead>
        <tr>
          <ColumnHead>Client</ColumnHead>
          <ColumnHead>Peer id</ColumnHead>
          <ColumnHead isNumber>Peers now</ColumnHead>
          <ColumnHead>At the next announce</ColumnHead>
        </tr>
      </thead>
      <tbody>
        {clients.map((client) => (
          <tr key={`${client.name} ${client.prefix} ${client.refusal ?? ""}`}>
            <th scope="row" className="text-left font-medium whitespace-nowrap">
              {client.name}
            </th>
            <Cell className="font-mono text-[0.8125rem] whitespace-nowrap">
              <Link
                href={`/staff/clients?prefix=${encodeURIComponent(client.prefix)}#add`}
                className="link-text"
                title="Make a rule about it"
              >
                {client.prefix}
              </Link>
            </Cell>
            <Cell isNumber>{formatCount(client.peers)}</Cell>
            <Cell className="w-full min-w-44">
              {client.refusal === null ? (
                <Badge tone="good">Welcome</Badge>
              ) : (
                <>
                  <Badge tone="bad">Refused</Badge>{" "}
                  <span className="text-muted">{client.refusal}</span>
                </>
              )}
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
