/**
 * Everything the tracker says no with, in one table. Texts are matched by clients and tools:
 * qui and autobrr read "unregistered", "not exist", "unknown" and "deleted" as "this torrent is
 * gone" and may remove it, and "unauthorized", "down" or "timeout" as "the tracker is ill". So
 * only a torrent that really is gone uses the first set, and nothing uses the second.
 */
const REFUSALS = {
  malformed_request: "Malformed announce: the request could not be read.",
  info_hash_missing: "Malformed announce: info_hash is missing or is not 20 bytes.",
  peer_id_missing: "Malformed announce: peer_id is missing or is not 20 bytes.",
  port_invalid: "Malformed announce: port must be between 1 and 65535.",
  uploaded_invalid: "Malformed announce: uploaded must be a number of bytes.",
  downloaded_invalid: "Malformed announce: downloaded must be a number of bytes.",
  left_invalid: "Malformed announce: left must be a number of bytes.",
  event_invalid: "Malformed announce: event must be started, stopped, completed, paused or empty.",
  passkey_malformed: "Passkey is malformed. Download the .torrent file again.",
  passkey_invalid: "Passkey is not valid. Download the .torrent file again.",
  member_banned: "Your account is banned: {reason}",
  torrent_unregistered: "Unregistered torrent.",
  torrent_deleted: "Unregistered torrent: it was deleted: {reason}",
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A no with its reason: a value, never an exception. */
export interface Refusal {
  readonly refused: RefusalCode;
  readonly reason: string;
}

/** Fills in the text of a refusal. Control characters of a staff-given reason become spaces. */
export function refuse(code: RefusalCode, reason = ""): Refusal {
  const text = reason.replaceAll(/\p{Cc}+/gu, " ").slice(0, 300);
  return { refused: code, reason: REFUSALS[code].replace("{reason}", () => text) };
}

export function isRefusal(value: object): value is Refusal {
  return "refused" in value;
}
