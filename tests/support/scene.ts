import { announce, type AnnounceAnswer } from "#lib/tracker/announce";
import type { HeardAnnounce, PeerChange, TrackedMember, TrackedTorrent } from "#lib/tracker/ports";
import { isRefusal, type Refusal } from "#lib/tracker/refusals";
import type { ClientRule } from "#lib/tracker/admission/client";
import type { AnnounceRequest } from "#lib/tracker/types";

import { aMember, aTorrent, makeTracker, usualSettings } from "./tracker.ts";

export const sceneStart = 1_000_000;
const key = "a".repeat(32);

interface Wish extends Partial<AnnounceRequest> {
  readonly peer?: string;
  readonly passkey?: string;
  readonly address?: number[];
}

/** A tracker in memory on which members announce; everything about them may change meanwhile. */
export class Scene {
  now = sceneStart;
  startedAt = 0;
  /** Whose passkey is used unless another is named. */
  member: TrackedMember = aMember;
  torrent: TrackedTorrent | undefined = aTorrent;
  settings = usualSettings;
  rules: ClientRule[] = [];
  readonly changes: PeerChange[] = [];
  readonly heard: HeardAnnounce[] = [];
  readonly base = makeTracker({
    registry: {
      memberByPasskey: (passkey) => this.memberBy(passkey),
      torrentByInfoHash: () => this.torrent,
      snatchedOf: () => 0,
    },
    ledger: { record: (_, change) => this.changes.push(change), touch: () => undefined },
    trace: { note: (one) => this.heard.push(one) },
    settings: () => this.settings,
    clients: () => ({ rules: this.rules, onlyAllowed: false }),
    now: () => this.now,
  });

  get tracker() {
    return { ...this.base, startedAt: this.startedAt };
  }

  get lastChange(): PeerChange | undefined {
    return this.changes.at(-1);
  }

  say(wish: Wish = {}): AnnounceAnswer | Refusal {
    const { peer = "a", passkey = key, address = [203, 0, 113, 1], ...rest } = wish;
    return announce(this.tracker, {
      passkey,
      origin: { address: Uint8Array.from(address), userAgent: "test/1" },
      request: {
        infoHash: "h".repeat(20),
        infoHashOfForm: null,
        peerId: `-XX0000-${peer.padEnd(12, "x")}`,
        port: 6881,
        uploaded: 0,
        downloaded: 0,
        left: 0,
        event: "none",
        numWant: null,
        statedAddresses: [],
        ...rest,
      },
    });
  }

  /** @throws Error when the announce is refused */
  answered(wish: Wish = {}): AnnounceAnswer {
    const said = this.say(wish);
    if (isRefusal(said)) throw new Error(said.reason);
    return said;
  }

  /** What the announce came to: `ok`, or the code of the refusal or warning. */
  codeOf(wish: Wish = {}): string {
    return verdictOf(this.say(wish));
  }

  private memberBy(passkey: string): TrackedMember | undefined {
    if (passkey === key) return this.member;
    if (!/^[0-9a-f]{6}b{26}$/.test(passkey)) return undefined;
    return { ...aMember, id: otherId(Number.parseInt(passkey.slice(0, 6), 16)) };
  }
}

/** The passkey of another member. */
export function other(number: number): string {
  return `${number.toString(16).padStart(6, "0")}${"b".repeat(26)}`;
}

export function otherId(number: number): number {
  return 100 + number;
}

export function verdictOf(said: AnnounceAnswer | Refusal): string {
  return isRefusal(said) ? said.refused : (said.warning?.warned ?? "ok");
}
