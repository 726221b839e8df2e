/** BEP 31: a client that is told so asks no more by itself. */
export const NEVER = "never";

/**
 * Everything the tracker says no with, in one table: what the client is told (BEP 3), when it may
 * ask again (BEP 31, minutes), and what the member can do.
 *
 * Texts are matched by clients and tools: qui and autobrr read "unregistered", "not exist",
 * "unknown", "dead" and "deleted" as "this torrent is gone" and may remove it, and "unauthorized",
 * "forbidden", "down" (also within a word), "offline" or "timeout" as "the tracker is ill". So only a torrent that
 * really is gone uses the first set, and nothing uses the second.
 */
const REFUSALS = {
  malformed_request: {
    says: "Malformed announce: the request could not be read.",
    retryIn: NEVER,
    fix: "Your client sent something that is no announce. Update it, or use another client.",
  },
  info_hash_missing: {
    says: "Malformed announce: info_hash is missing or is not 20 bytes.",
    retryIn: NEVER,
    fix: "Add the torrent again from a freshly saved .torrent file.",
  },
  peer_id_missing: {
    says: "Malformed announce: peer_id is missing or is not 20 bytes.",
    retryIn: NEVER,
    fix: "Update your client, or use another one.",
  },
  uploaded_invalid: {
    says: "Malformed announce: the total of bytes sent must be a whole number.",
    retryIn: 60,
    fix: "Restart your client. If it happens again, update it.",
  },
  downloaded_invalid: {
    says: "Malformed announce: the total of bytes received must be a whole number.",
    retryIn: 60,
    fix: "Restart your client. If it happens again, update it.",
  },
  left_invalid: {
    says: "Malformed announce: left must be a whole number of bytes.",
    retryIn: 60,
    fix: "Check the torrent's data again in your client (force recheck).",
  },
  event_invalid: {
    says: "Malformed announce: event must be started, stopped, completed, paused or empty.",
    retryIn: NEVER,
    fix: "Update your client, or use another one.",
  },
  client_denied: {
    says: "This client may not be used here: {reason}",
    retryIn: 60,
    fix: "Use another client, or another version of this one. The rules name those that are welcome.",
  },
  port_invalid: {
    says: "Malformed announce: port must be between 1 and 65535.",
    retryIn: 60,
    fix: "Set a listening port in your client, best between 49152 and 65535.",
  },
  port_denied: {
    says: "Port {reason} may not be used here: choose another listening port, best from 49152 to 65535.",
    retryIn: 30,
    fix: "Choose another listening port in your client's connection settings, best between 49152 and 65535.",
  },
  passkey_malformed: {
    says: "Passkey is malformed. Save the .torrent file again.",
    retryIn: NEVER,
    fix: "Save the .torrent file again and replace the torrent's tracker address with the one in it.",
  },
  passkey_invalid: {
    says: "Passkey is not valid. Save the .torrent file again.",
    retryIn: NEVER,
    fix: "The passkey was reset. Save the .torrent file again, or change the tracker address in your client.",
  },
  member_banned: {
    says: "Your account is banned: {reason}",
    retryIn: 1440,
    fix: "Sign in to read why, or write to staff.",
  },
  torrent_unregistered: {
    says: "Unregistered torrent.",
    retryIn: 60,
    fix: "The site has no such torrent. Save the .torrent file from its page; an uploader must seed the file saved from the site, not their own.",
  },
  torrent_deleted: {
    says: "Unregistered torrent: it was deleted: {reason}",
    retryIn: NEVER,
    fix: "The torrent was removed. Take it out of your client; a better release may have replaced it.",
  },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A no with its reason: a value, never an exception. */
export interface Refusal {
  readonly refused: RefusalCode;
  readonly reason: string;
  /** Minutes until the client may ask again (BEP 31), or `never`. */
  readonly retryIn: number | typeof NEVER;
}

/** Fills in the text of a refusal. Control characters of a staff-given reason become spaces. */
export function refuse(code: RefusalCode, reason = ""): Refusal {
  const text = reason.replaceAll(/\p{Cc}+/gu, " ").slice(0, 300);
  const { says, retryIn } = REFUSALS[code];
  return { refused: code, reason: says.replace("{reason}", () => text), retryIn };
}

export function isRefusal(value: object): value is Refusal {
  // A plain look is several times faster here than `in`, which meets many kinds of objects.
  return (value as Partial<Refusal>).refused !== undefined;
}

/** Every code with its text, placeholders and all. */
export function refusalTexts(): [code: string, says: string][] {
  return Object.entries(REFUSALS).map(([code, { says }]) => [code, says]);
}

/** What the member can do about a refusal, or undefined when there is no such code. */
export function fixOfRefusal(code: string): string | undefined {
  return Object.hasOwn(REFUSALS, code) ? REFUSALS[code as RefusalCode].fix : undefined;
}
