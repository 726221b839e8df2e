/** BEP 3 events, and `paused` of BEP 21 for partial seeds. */
export type AnnounceEvent = "none" | "started" | "stopped" | "completed" | "paused";

/** A peer's running totals since its session began, in bytes. Exact up to 2^53 − 1. */
export interface Totals {
  readonly uploaded: number;
  readonly downloaded: number;
}

/** What one announce says, parsed and within bounds, before anyone is looked up. */
export interface AnnounceRequest extends Totals {
  /** 20 bytes, one char code each. */
  readonly infoHash: string;
  /** The same with raw `+` read as a space, when there was one: see codec/query.ts. */
  readonly infoHashOfForm: string | null;
  /** 20 bytes, one char code each. */
  readonly peerId: string;
  readonly port: number;
  readonly left: number;
  readonly event: AnnounceEvent;
  /** Peers wanted; null when the client leaves it to us. */
  readonly numWant: number | null;
  /** Addresses that the client states (BEP 7), 6 or 18 bytes with their ports; hearsay. */
  readonly statedAddresses: readonly Uint8Array[];
}

/** Where an announce came from, on the wire. Decided by the front end, never by the client. */
export interface Origin {
  /** 4 or 16 address bytes in network order. */
  readonly address: Uint8Array;
  readonly userAgent: string;
}

/**
 * How long a reply waits for the ledger.
 * - `none`: a later announce brings this one's credit back if it is lost.
 * - `briefly`: a new baseline. Lost, the next announce would be measured against another; but a
 *   swarm may not stand still because the database does, so the wait has an end.
 * - `committed`: `stopped` and `completed`, which no later announce makes good.
 */
export type Hold = "none" | "briefly" | "committed";
