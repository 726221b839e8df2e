/** One of a member's invites. */
export interface InviteView {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly state: "open" | "used" | "expired";
  /** Who came by it. */
  readonly usedBy: string | null;
}

/** An invite that opens the registration form. */
export interface OpenInvite {
  readonly inviter: string;
  readonly expiresAt: Date;
}
