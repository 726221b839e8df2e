/**
 * Conditions that pass: the announce succeeds, without peers, with a `warning message`. libtorrent
 * backs off ever longer after failures, and Transmission repeats a `stopped` until it succeeds.
 */
const WARNINGS = {
  torrent_pending: {
    says: "This torrent waits for approval: its swarm opens when staff have looked at it.",
    fix: "Leave it running. The swarm opens by itself when staff approve the torrent.",
  },
  too_many_peers: {
    says: "You already have {count} clients on this torrent: this one is not counted until one of them stops.",
    fix: "Stop the torrent in one of your other clients. One that was killed is forgotten after two announce intervals.",
  },
  too_many_downloads: {
    says: "You already leech {count} torrents at a time: this one starts when one of them is complete or stopped.",
    fix: "Finish or stop another download, then let this torrent announce again.",
  },
  too_early: {
    says: "You announced {count} seconds ago: your totals are credited, peers come with the next regular announce.",
    fix: "Nothing to do: the client announces again by itself. Announcing by hand brings no peers sooner.",
  },
  quota_reached: {
    says: "You have been given very many peers within this hour: your totals are credited, more peers come later.",
    fix: "Start fewer torrents at a time. Peers come again by themselves within the hour.",
  },
} as const;

export type WarningCode = keyof typeof WARNINGS;

/** A yes with a but. */
export interface Warning {
  readonly warned: WarningCode;
  readonly text: string;
}

/** @param count the number that the text tells, where it tells one */
export function warn(code: WarningCode, count = 0): Warning {
  return { warned: code, text: WARNINGS[code].says.replace("{count}", String(count)) };
}

/** Every code with its text, placeholders and all. */
export function warningTexts(): [code: string, says: string][] {
  return Object.entries(WARNINGS).map(([code, { says }]) => [code, says]);
}

/** What the member can do about a warning, or undefined when there is no such code. */
export function fixOfWarning(code: string): string | undefined {
  return Object.hasOwn(WARNINGS, code) ? WARNINGS[code as WarningCode].fix : undefined;
}
