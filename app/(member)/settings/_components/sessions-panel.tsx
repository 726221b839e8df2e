import type { SessionView } from "#lib/sessions/types";

import { Badge } from "../../../_ui/badge";
import { Form } from "../../../_ui/form";
import { Panel } from "../../../_ui/panel";
import { RelativeTime } from "../../../_ui/relative-time";
import { SubmitButton } from "../../../_ui/submit-button";
import { Cell, ColumnHead, Table } from "../../../_ui/table";
import { revoke, revokeOthers } from "../actions";

/** Where the member is signed in, with a way out of each. */
export function SessionsPanel({
  sessions,
  currentId,
}: {
  readonly sessions: readonly SessionView[];
  readonly currentId: string;
}) {
  return (
    <Panel title="Sessions" help="Where you are signed in. Revoke what you do not know." isFlush>
      <Table label="Where you are signed in" isFlush>
        <thead>
          <tr>
            <ColumnHead>Device</ColumnHead>
            <ColumnHead className="max-sm:hidden">Address</ColumnHead>
            <ColumnHead className="max-sm:hidden">Signed in</ColumnHead>
            <ColumnHead>Last used</ColumnHead>
            <ColumnHead>
              <span className="sr-only">Revoke</span>
            </ColumnHead>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <Row key={session.id} session={session} isCurrent={session.id === currentId} />
          ))}
        </tbody>
      </Table>
      {sessions.length > 1 ? (
        <Form
          action={revokeOthers}
          label="Other sessions"
          className="border-t border-line px-4 py-3"
        >
          <SubmitButton look="plain" className="w-fit">
            Sign out everywhere else
          </SubmitButton>
        </Form>
      ) : null}
    </Panel>
  );
}

function Row({
  session,
  isCurrent,
}: {
  readonly session: SessionView;
  readonly isCurrent: boolean;
}) {
  const address = session.address === "" ? "–" : session.address;
  return (
    <tr>
      <Cell title={session.userAgent} className="whitespace-nowrap">
        {session.device} {isCurrent ? <Badge tone="good">This device</Badge> : null}
        <span className="block text-xs text-muted sm:hidden">{address}</span>
      </Cell>
      <Cell className="whitespace-nowrap max-sm:hidden">{address}</Cell>
      <Cell className="max-sm:hidden">
        <RelativeTime value={session.createdAt} />
      </Cell>
      <Cell>
        <RelativeTime value={session.lastUsedAt} />
      </Cell>
      <Cell className="text-right">
        {isCurrent ? null : (
          <Form action={revoke} isSilent label={`Revoke ${session.device}`}>
            <input type="hidden" name="sessionId" value={session.id} />
            <SubmitButton
              look="plain"
              size="small"
              className="w-fit self-end"
              label={`Revoke ${session.device}`}
            >
              Revoke
            </SubmitButton>
          </Form>
        )}
      </Cell>
    </tr>
  );
}
