import { admitClient } from "./admission/client";
import { admitMember } from "./admission/member-state";
import { admitPasskey } from "./admission/passkey";
import { admitPort } from "./admission/port";
import { admitSlot, replacedBy } from "./admission/slots";
import { admitTorrent } from "./admission/torrent";
import { apply, NOTHING, type Admitted } from "./apply";
import { compactPeer } from "./codec/address";
import { handOut, nextInterval, NOBODY, type Handout } from "./hand-out";
import { isRefusal, type Refusal } from "./refusals";
import type { Tracker } from "./tracker";
import type { AnnounceEvent, AnnounceRequest, Hold, Origin, Totals } from "./types";
import type { Warning } from "./warnings";

/** One announce as a front end has read it. */
export interface AnnounceCall {
  readonly passkey: string;
  readonly request: AnnounceRequest | Refusal;
  readonly origin: Origin;
}

/** What a successful announce is answered with, whatever the protocol. */
export interface AnnounceAnswer {
  readonly complete: number;
  readonly incomplete: number;
  readonly intervalSeconds: number;
  readonly minIntervalSeconds: number;
  /** Slots of the peer table to hand out. */
  readonly picked: readonly number[];
  /** A condition that passes; there are no peers then. */
  readonly warning: Warning | null;
  /** When the answer may go out. */
  readonly hold: Hold;
}

/**
 * Answers one announce (BEP 3, 7, 15, 21): admit, apply to the swarm, record, answer. Synchronous,
 * from memory, in time that does not depend on the swarm's size.
 */
export function announce(tracker: Tracker, call: AnnounceCall): AnnounceAnswer | Refusal {
  const admitted = admit(tracker, call);
  if (isRefusal(admitted)) {
    traceRefusal(tracker, call, admitted);
    return admitted;
  }
  const { answer, credit } = serve(tracker, admitted);
  tracker.trace.note({
    memberId: admitted.member.id,
    torrentId: admitted.torrent.id,
    origin: call.origin,
    request: admitted.request,
    verdict: answer.warning?.warned ?? "ok",
    says: answer.warning?.text ?? "",
    credit,
    peersGiven: answer.picked.length,
  });
  return answer;
}

interface Served {
  readonly answer: AnnounceAnswer;
  readonly credit: Totals;
}

/** In this order: nothing about a torrent is told before the passkey is known. */
function admit(tracker: Tracker, { passkey, request, origin }: AnnounceCall): Admitted | Refusal {
  if (isRefusal(request)) return request;
  const refusal =
    admitClient(tracker.clients(), request.peerId, origin.userAgent) ??
    admitPort(tracker.settings(), request);
  if (refusal !== null) return refusal;
  const known = admitPasskey(tracker.registry, passkey);
  if (isRefusal(known)) return known;
  const member = admitMember(known);
  if (isRefusal(member)) return member;
  const torrent = admitTorrent(tracker.registry, [request.infoHash, request.infoHashOfForm]);
  if (isRefusal(torrent)) return torrent;
  return { member, torrent, request, origin };
}

function serve(tracker: Tracker, admitted: Admitted): Served {
  const { swarms } = tracker;
  const { member, torrent, request, origin } = admitted;
  const torrentId = torrent.id;
  const known = swarms.peers.find({ torrentId, memberId: member.id, peerId: request.peerId });
  const full = admitSlot(tracker, admitted, known);
  if (full !== null && !makeRoom(tracker, admitted, full)) {
    const { announceIntervalSeconds: interval } = tracker.settings();
    const handout = { picked: NOBODY, warning: full };
    const answer = answerOf(tracker, torrentId, { interval, handout, hold: "none" });
    return { answer, credit: NOTHING };
  }
  const { slot, isNewCount, credit } = apply(tracker, admitted);
  if (request.event !== "stopped") {
    tracker.portChecks.consider(slot, origin.address, request.port);
  }
  const interval = nextInterval(tracker, torrent);
  swarms.peers.setInterval(slot, interval);
  const handout = handOut(tracker, admitted, slot);
  const hold = holdOf(request.event, isNewCount);
  return { answer: answerOf(tracker, torrentId, { interval, handout, hold }), credit };
}

/** Takes the newcomer's own former peer out of the swarm, if that is what is in the way. */
function makeRoom(tracker: Tracker, admitted: Admitted, full: Warning): boolean {
  if (full.warned !== "too_many_peers") return false;
  const { origin, request } = admitted;
  const compact = compactPeer(origin.address, request.port);
  const replaced = replacedBy(tracker.swarms, admitted, compact);
  if (replaced === -1) return false;
  tracker.swarms.withdraw(replaced, tracker.now());
  tracker.ledger.touch(replaced);
  return true;
}

function holdOf(event: AnnounceEvent, isNewCount: boolean): Hold {
  if (event === "stopped" || event === "completed") return "committed";
  return isNewCount ? "briefly" : "none";
}

function answerOf(
  tracker: Tracker,
  torrentId: number,
  outcome: { readonly interval: number; readonly handout: Handout; readonly hold: Hold },
): AnnounceAnswer {
  const { seeders, leechers } = tracker.swarms.sizeOf(torrentId);
  return {
    complete: seeders,
    incomplete: leechers,
    intervalSeconds: outcome.interval,
    minIntervalSeconds: tracker.settings().announceMinIntervalSeconds,
    picked: outcome.handout.picked,
    warning: outcome.handout.warning,
    hold: outcome.hold,
  };
}

/** The member whose passkey it is may see the refusal, also one that comes before the passkey. */
function traceRefusal(tracker: Tracker, call: AnnounceCall, refusal: Refusal): void {
  const member = tracker.registry.memberByPasskey(call.passkey);
  if (member === undefined) return;
  const request = isRefusal(call.request) ? null : call.request;
  const torrent =
    request === null ? undefined : tracker.registry.torrentByInfoHash(request.infoHash);
  tracker.trace.note({
    memberId: member.id,
    torrentId: torrent?.id ?? 0,
    origin: call.origin,
    request,
    verdict: refusal.refused,
    says: refusal.reason,
    credit: NOTHING,
    peersGiven: 0,
  });
}
