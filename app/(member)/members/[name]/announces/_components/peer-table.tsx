import type { PeerView, PortState } from "#lib/announces/types";

import { Badge, type Tone } from "../../../../../_ui/badge";
import { Cell, ColumnHead, Table } from "../../../../../_ui/table";
import { SecondsAgo } from "./seconds-ago";
import { TorrentName } from "./torrent-name";

/** A member's clients in swarms now, the last heard of first. */
export function PeerTable({ peers }: { readonly peers: readonly PeerView[] }) {
  return (
    <Table label="Clients in swarms now" isFlush>
      <thead>
        <tr>
          <ColumnHead>Torrent</ColumnHead>
          <ColumnHead className="max-md:hidden">Now</ColumnHead>
          <ColumnHead className="max-md:hidden">Client</ColumnHead>
          <ColumnHead className="max-md:hidden">Addresses</ColumnHead>
          <ColumnHead>Port</ColumnHead>
          <ColumnHead>Last announce</ColumnHead>
        </tr>
      </thead>
      <tbody className="[&_td]:align-top [&_th]:align-top">
        {peers.map((peer) => (
          <Row key={peer.key} peer={peer} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ peer }: { readonly peer: PeerView }) {
  const client = <span title={`${peer.client.prefix} ${peer.userAgent}`}>{peer.client.name}</span>;
  const addresses = peer.addresses.length === 0 ? "–" : peer.addresses.join(", ");
  return (
    <tr>
      <th scope="row" className="w-full text-left font-normal">
        <TorrentName torrent={peer.torrent} />
        <div className="tabular mt-0.5 flex flex-col text-xs text-muted md:hidden">
          <span>
            {stateWords[peer.state].words}, {client}
          </span>
          <span>{addresses}</span>
        </div>
      </th>
      <Cell className="max-md:hidden">
        <Badge tone={stateWords[peer.state].tone}>{stateWords[peer.state].words}</Badge>
      </Cell>
      <Cell className="whitespace-nowrap max-md:hidden">{client}</Cell>
      <Cell className="tabular max-md:hidden">{addresses}</Cell>
      <Cell>
        <Badge tone={portWords[peer.port].tone}>{portWords[peer.port].words}</Badge>
      </Cell>
      <Cell>
        <SecondsAgo value={peer.lastSeenAt} />
      </Cell>
    </tr>
  );
}

interface Words {
  readonly tone: Tone;
  readonly words: string;
}

const stateWords: Record<PeerView["state"], Words> = {
  seeding: { tone: "good", words: "Seeding" },
  leeching: { tone: "info", words: "Leeching" },
};

const portWords: Record<PortState, Words> = {
  open: { tone: "good", words: "Open" },
  closed: { tone: "bad", words: "Closed" },
  untried: { tone: "neutral", words: "Not tried" },
};
