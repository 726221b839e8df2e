/** What an audit entry is about. */
export type AuditTargetType = "torrent" | "member" | "comment" | "client" | "site";

/** Every act that leaves an audit entry, with the words that lists show. */
export const AUDIT_ACTIONS = {
  "torrent.edit": "Edited torrent",
  "torrent.delete": "Deleted torrent",
  "torrent.restore": "Restored torrent",
  "comment.delete": "Deleted comment",
  "member.add": "Added member",
  "member.ban": "Banned member",
  "member.unban": "Unbanned member",
  "member.setRole": "Changed role",
  "member.resetPasskey": "Reset passkey",
  "member.resetPassword": "Reset password",
  "member.revokeSessions": "Revoked sessions",
  "client.addRule": "Added client rule",
  "client.removeRule": "Removed client rule",
  "settings.edit": "Changed settings",
} as const;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** Plain values by field name, readable years later. Bytes and ids are written as text. */
export type AuditFields = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** An act to write down. */
export interface AuditAct {
  /** Null when the command line or a job acted. */
  readonly actorId: number | null;
  readonly action: AuditAction;
  readonly targetType: AuditTargetType;
  readonly targetId: string | number;
  /** The target's name at the time, so that the entry reads on its own. */
  readonly targetName: string;
  readonly reason?: string | undefined;
  readonly before?: AuditFields;
  readonly after?: AuditFields;
}

/** An entry as lists show it. */
export interface AuditEntryView {
  readonly id: string;
  readonly at: Date;
  /** Null when the command line or a job acted, or the member is gone. */
  readonly actor: string | null;
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly targetName: string;
  readonly reason: string;
  /** What changed, field by field; a side is null when the field was not there. */
  readonly changes: readonly AuditChange[];
}

/** One field before and after, as text. */
export interface AuditChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One page of the log, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntryView[];
  /** The `before` of the next, older page; null on the last. */
  readonly older: string | null;
}
