import { AUDIT_ACTIONS, type AuditChange, type AuditEntryView } from "#lib/audit/types";
import { titleOf } from "#lib/settings/rules";

import { Link } from "../../../_ui/link";
import { RelativeTime } from "../../../_ui/relative-time";
import { Cell, ColumnHead, Table } from "../../../_ui/table";

const LONG_CHARACTERS = 120;

/** Audit entries, newest first. Without `hasTarget` they are all about the page's own subject. */
export function AuditTable({
  label,
  entries,
  hasTarget = true,
}: {
  readonly label: string;
  readonly entries: readonly AuditEntryView[];
  readonly hasTarget?: boolean;
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <ColumnHead className="max-sm:hidden">When</ColumnHead>
          <ColumnHead className="max-sm:hidden">Who</ColumnHead>
          <ColumnHead>Act</ColumnHead>
          {hasTarget ? <ColumnHead>On</ColumnHead> : null}
          <ColumnHead>Reason</ColumnHead>
          <ColumnHead>Before → after</ColumnHead>
        </tr>
      </thead>
      <tbody className="[&_td]:align-top">
        {entries.map((entry) => (
          <tr key={entry.id}>
            <Cell className="max-sm:hidden">
              <RelativeTime value={entry.at} />
            </Cell>
            <Cell className="whitespace-nowrap max-sm:hidden">
              <Actor name={entry.actor} />
            </Cell>
            <Cell className="whitespace-nowrap">
              {actionWords(entry.action)}
              {/* On a phone three columns are one, so that the reason is in sight. */}
              <div className="text-xs text-muted sm:hidden">
                <Actor name={entry.actor} />, <RelativeTime value={entry.at} />
              </div>
            </Cell>
            {hasTarget ? (
              <Cell className="min-w-32">
                <Target entry={entry} />
              </Cell>
            ) : null}
            <Cell className="min-w-40">
              {entry.reason === "" ? <None what="No reason" /> : entry.reason}
            </Cell>
            <Cell className="min-w-48">
              <Changes changes={entry.changes} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function actionWords(action: string): string {
  return Object.hasOwn(AUDIT_ACTIONS, action)
    ? AUDIT_ACTIONS[action as keyof typeof AUDIT_ACTIONS]
    : action;
}

function Actor({ name }: { readonly name: string | null }) {
  if (name === null) return <span className="text-muted">the system</span>;
  return (
    <Link href={`/staff/members/${encodeURIComponent(name)}`} className="link-quiet font-medium">
      {name}
    </Link>
  );
}

function Target({ entry }: { readonly entry: AuditEntryView }) {
  const name = entry.targetName === "" ? `${entry.targetType} ${entry.targetId}` : entry.targetName;
  const href = targetHref(entry);
  if (href === null) return name;
  return (
    <Link href={href} className="link-quiet font-medium">
      {name}
    </Link>
  );
}

function targetHref({ targetType, targetId, targetName }: AuditEntryView): string | null {
  if (targetType === "torrent") return `/staff/torrents/${encodeURIComponent(targetId)}`;
  if (targetType === "member") return `/staff/members/${encodeURIComponent(targetName)}`;
  if (targetType === "client") return "/staff/clients";
  return targetType === "site" ? "/staff/settings" : null;
}

function Changes({ changes }: { readonly changes: readonly AuditChange[] }) {
  if (changes.length === 0) return <None what="No fields changed" />;
  return (
    <dl className="flex flex-col gap-1">
      {changes.map((change) => (
        <div key={change.field}>
          <dt className="text-xs text-muted">{fieldWords(change.field)}</dt>
          <dd>
            <Sides change={change} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A setting by its title, any other field as words: `banReason` is "ban reason". */
function fieldWords(field: string): string {
  const title = titleOf(field);
  return title === field
    ? field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : title;
}

/** Long texts, such as descriptions, open on demand: the table stays a table. */
function Sides({ change: { before, after } }: { readonly change: AuditChange }) {
  const isLong = [before, after].some((side) => (side ?? "").length > LONG_CHARACTERS);
  if (!isLong) {
    return (
      <>
        <Side value={before} /> <span aria-hidden="true">→</span>
        <span className="sr-only">became</span> <Side value={after} />
      </>
    );
  }
  return (
    <details>
      <summary className="link-text w-fit">Show both texts</summary>
      <p className="mt-1 text-xs text-muted">Before</p>
      <p className="max-w-prose border-l-2 border-line pl-2 whitespace-pre-wrap">
        <Side value={before} />
      </p>
      <p className="mt-1 text-xs text-muted">After</p>
      <p className="max-w-prose border-l-2 border-line pl-2 whitespace-pre-wrap">
        <Side value={after} />
      </p>
    </details>
  );
}

function Side({ value }: { readonly value: string | null }) {
  if (value === null || value === "") return <span className="text-muted">nothing</span>;
  return value;
}

function None({ what }: { readonly what: string }) {
  return (
    <>
      <span aria-hidden="true" className="text-muted">
        –
      </span>
      <span className="sr-only">{what}</span>
    </>
  );
}
