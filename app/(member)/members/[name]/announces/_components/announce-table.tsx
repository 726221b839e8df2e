import type { AnnounceView, Verdict } from "#lib/announces/types";
import { formatBytes, formatCount } from "#lib/format";

import { Badge, type Tone } from "../../../../../_ui/badge";
import { Bytes } from "../../../../../_ui/bytes";
import { Link } from "../../../../../_ui/link";
import { Cell, ColumnHead, Table } from "../../../../../_ui/table";
import { SecondsAgo } from "./seconds-ago";
import { TorrentName } from "./torrent-name";

/** Announces with what became of them, newest first. */
export function AnnounceTable({ announces }: { readonly announces: readonly AnnounceView[] }) {
  return (
    <Table label="Announces, the newest first" isFlush>
      <thead>
        <tr>
          <ColumnHead>When</ColumnHead>
          <ColumnHead>Torrent and answer</ColumnHead>
          <ColumnHead className="max-md:hidden">Client</ColumnHead>
          <ColumnHead isNumber className="max-md:hidden">
            Uploaded
          </ColumnHead>
          <ColumnHead isNumber className="max-md:hidden">
            Downloaded
          </ColumnHead>
          <ColumnHead isNumber className="max-md:hidden">
            Left
          </ColumnHead>
          <ColumnHead isNumber className="max-md:hidden">
            Peers given
          </ColumnHead>
        </tr>
      </thead>
      <tbody className="[&_td]:align-top [&_th]:align-top">
        {announces.map((announce) => (
          <Row key={announce.id} announce={announce} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ announce }: { readonly announce: AnnounceView }) {
  return (
    <tr>
      <Cell>
        <SecondsAgo value={announce.at} />
        <div className="text-xs text-muted">{eventWords(announce.event)}</div>
      </Cell>
      <th scope="row" className="w-full text-left font-normal md:min-w-72">
        <VerdictBadge verdict={announce.verdict} /> <TorrentName torrent={announce.torrent} />
        <Trouble verdict={announce.verdict} />
        <PhoneDetails announce={announce} />
      </th>
      <Cell className="max-md:hidden">
        <Client announce={announce} />
      </Cell>
      <Cell isNumber className="max-md:hidden">
        <Amount claimed={announce.uploaded} credited={announce.creditedUploaded} />
      </Cell>
      <Cell isNumber className="max-md:hidden">
        <Amount claimed={announce.downloaded} credited={announce.creditedDownloaded} />
      </Cell>
      <Cell isNumber className="max-md:hidden">
        <Bytes value={announce.left} />
      </Cell>
      <Cell isNumber className="max-md:hidden">
        {formatCount(announce.peersGiven)}
      </Cell>
    </tr>
  );
}

function eventWords(event: string): string {
  return event === "none" || event === "" ? "regular" : event;
}

const verdicts: Record<Verdict["kind"], { readonly tone: Tone; readonly words: string }> = {
  ok: { tone: "good", words: "OK" },
  warning: { tone: "accent", words: "Warning" },
  refused: { tone: "bad", words: "Refused" },
};

function VerdictBadge({ verdict: { kind } }: { readonly verdict: Verdict }) {
  return <Badge tone={verdicts[kind].tone}>{verdicts[kind].words}</Badge>;
}

/** What staff have ruled, and members can read. */
const writtenRules = new Set(["client_denied", "port_denied"]);

/** The rule that spoke, what the client was told, and what helps. */
function Trouble({ verdict: { kind, code, says, fix } }: { readonly verdict: Verdict }) {
  if (kind === "ok") return null;
  return (
    <dl className="mt-1 grid max-w-prose grid-cols-[auto_1fr] gap-x-2 text-[0.8125rem]">
      <dt className="text-muted">Rule</dt>
      <dd>{code.replaceAll("_", " ")}</dd>
      {says === "" ? null : (
        <>
          <dt className="text-muted">Told</dt>
          <dd>{says}</dd>
        </>
      )}
      {fix === undefined ? null : (
        <>
          <dt className="text-muted">Fix</dt>
          <dd className="font-medium">
            {fix}
            {writtenRules.has(code) ? (
              <>
                {" "}
                <Link href="/clients" className="link-text">
                  Read the rules
                </Link>
              </>
            ) : null}
          </dd>
        </>
      )}
    </dl>
  );
}

function Client({ announce: { client, userAgent, address } }: { readonly announce: AnnounceView }) {
  return (
    <>
      <span title={`${client.prefix} ${userAgent}`} className="whitespace-nowrap">
        {client.name}
      </span>
      <div className="tabular text-xs text-muted">{address}</div>
    </>
  );
}

function Amount({ claimed, credited }: { readonly claimed: bigint; readonly credited: bigint }) {
  return (
    <>
      <Bytes value={claimed} />
      <div className="text-xs text-muted">{formatBytes(credited)} credited</div>
    </>
  );
}

/** The other columns, where the screen has no room for them. */
function PhoneDetails({ announce }: { readonly announce: AnnounceView }) {
  const { client, address, peersGiven } = announce;
  return (
    <div className="tabular mt-1 flex flex-col text-xs text-muted md:hidden">
      <span>
        {client.name} at {address}
      </span>
      <span>
        Uploaded {formatBytes(announce.uploaded)}, {formatBytes(announce.creditedUploaded)} credited
      </span>
      <span>
        Downloaded {formatBytes(announce.downloaded)}, {formatBytes(announce.creditedDownloaded)}{" "}
        credited
      </span>
      <span>
        {formatBytes(announce.left)} left, {formatCount(peersGiven)} peers given
      </span>
    </div>
  );
}
