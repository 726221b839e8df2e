import { formatAddress } from "../codec/address";
import type { HeardAnnounce } from "../ports";
import { PEER_ID_BYTES } from "../swarm/peer-table";
import type { AnnounceEvent, AnnounceRequest } from "../types";

/** One announce in words and numbers, for the people who read it. */
export interface TracedAnnounce {
  readonly memberId: number;
  /** Unix time in seconds. */
  readonly at: number;
  /** 0 when the announce names none. */
  readonly torrentId: number;
  readonly verdict: string;
  readonly says: string;
  readonly event: AnnounceEvent;
  /** 20 bytes, one char code each; empty when the announce could not be read. */
  readonly peerId: string;
  readonly userAgent: string;
  readonly address: string;
  readonly port: number;
  readonly uploaded: number;
  readonly downloaded: number;
  readonly left: number;
  readonly creditedUploaded: number;
  readonly creditedDownloaded: number;
  readonly peersGiven: number;
}

/** Uploaded, downloaded, left, and what was credited of the first two. */
const COUNTERS = 5;
/** Stands for a request that could not be read. */
export const UNREADABLE: Pick<
  AnnounceRequest,
  "event" | "peerId" | "port" | "uploaded" | "downloaded" | "left"
> = { event: "none", peerId: "", port: 0, uploaded: 0, downloaded: 0, left: 0 };
const ADDRESS_BYTES = 16;
const EVENTS: readonly AnnounceEvent[] = ["none", "started", "stopped", "completed", "paused"];

/**
 * The last announces, in columns instead of objects: what is kept for a minute must not cost the
 * garbage collector anything.
 */
export class AnnounceRing {
  private next = 0;
  private readonly size: number;
  private readonly memberIds: Int32Array;
  private readonly torrentIds: Int32Array;
  private readonly times: Uint32Array;
  private readonly ports: Uint16Array;
  private readonly peersGiven: Uint8Array;
  private readonly events: Uint8Array;
  private readonly counters: Float64Array;
  private readonly peerIds: Uint8Array;
  private readonly peerIdLengths: Uint8Array;
  private readonly addresses: Uint8Array;
  private readonly addressLengths: Uint8Array;
  /** Texts that live anyway: constants, and user agents that are kept once each. */
  private readonly verdicts: string[] = [];
  private readonly says: string[] = [];
  private readonly userAgents: string[] = [];

  constructor(size: number) {
    this.size = size;
    this.memberIds = new Int32Array(size);
    this.torrentIds = new Int32Array(size);
    this.times = new Uint32Array(size);
    this.ports = new Uint16Array(size);
    this.peersGiven = new Uint8Array(size);
    this.events = new Uint8Array(size);
    this.counters = new Float64Array(size * COUNTERS);
    this.peerIds = new Uint8Array(size * PEER_ID_BYTES);
    this.peerIdLengths = new Uint8Array(size);
    this.addresses = new Uint8Array(size * ADDRESS_BYTES);
    this.addressLengths = new Uint8Array(size);
  }

  /** Keeps an announce in the place of the oldest. @param at Unix time in seconds */
  put(heard: HeardAnnounce, at: number): void {
    const { memberId, torrentId, origin, verdict, says, credit, peersGiven } = heard;
    const request = heard.request ?? UNREADABLE;
    const place = this.next;
    this.next = place + 1 === this.size ? 0 : place + 1;
    this.memberIds[place] = memberId;
    this.torrentIds[place] = torrentId;
    this.times[place] = at;
    this.verdicts[place] = verdict;
    this.says[place] = says;
    this.userAgents[place] = origin.userAgent;
    this.peersGiven[place] = peersGiven;
    this.addresses.set(origin.address, place * ADDRESS_BYTES);
    this.addressLengths[place] = origin.address.length;
    this.ports[place] = request.port;
    this.events[place] = EVENTS.indexOf(request.event);
    this.setPeerId(place, request.peerId);
    const counter = place * COUNTERS;
    this.counters[counter] = request.uploaded;
    this.counters[counter + 1] = request.downloaded;
    this.counters[counter + 2] = request.left;
    this.counters[counter + 3] = credit.uploaded;
    this.counters[counter + 4] = credit.downloaded;
  }

  /** The member's last announces, the newest last, at most `limit`. */
  of(memberId: number, limit: number): TracedAnnounce[] {
    const found: TracedAnnounce[] = [];
    for (let back = 1; back <= this.size && found.length < limit; back++) {
      const place = (this.next - back + this.size) % this.size;
      if (this.times[place] === 0) break;
      if (this.memberIds[place] === memberId) found.push(this.entry(place));
    }
    return found.reverse();
  }

  private entry(place: number): TracedAnnounce {
    const [uploaded = 0, downloaded = 0, left = 0, creditedUploaded = 0, creditedDownloaded = 0] =
      this.counters.subarray(place * COUNTERS, (place + 1) * COUNTERS);
    const address = place * ADDRESS_BYTES;
    const peerId = place * PEER_ID_BYTES;
    return {
      memberId: at(this.memberIds, place),
      at: at(this.times, place),
      torrentId: at(this.torrentIds, place),
      verdict: this.verdicts[place] ?? "",
      says: this.says[place] ?? "",
      event: EVENTS[at(this.events, place)] ?? "none",
      peerId: String.fromCharCode(
        ...this.peerIds.subarray(peerId, peerId + at(this.peerIdLengths, place)),
      ),
      userAgent: this.userAgents[place] ?? "",
      address: formatAddress(
        this.addresses.subarray(address, address + at(this.addressLengths, place)),
      ),
      port: at(this.ports, place),
      uploaded,
      downloaded,
      left,
      creditedUploaded,
      creditedDownloaded,
      peersGiven: at(this.peersGiven, place),
    };
  }

  private setPeerId(place: number, peerId: string): void {
    this.peerIdLengths[place] = peerId.length;
    const start = place * PEER_ID_BYTES;
    for (let index = 0; index < peerId.length; index++) {
      this.peerIds[start + index] = peerId.charCodeAt(index);
    }
  }
}

function at(column: Int32Array | Uint32Array | Uint16Array | Uint8Array, index: number): number {
  return column[index] ?? 0;
}
