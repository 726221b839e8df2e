import type { Role } from "#lib/access/permissions";

/** Where a request comes from. */
export interface Origin {
  /** The client's IP address; empty when it is unknown. */
  readonly address: string;
  readonly userAgent: string;
}

/** A live session and whose it is. */
export interface LiveSession {
  readonly sessionId: string;
  readonly member: { readonly memberId: number; readonly name: string; readonly role: Role };
  /** Its last use should be written down. */
  readonly isDueToTouch: boolean;
}

/** What came of signing in. `wrong` says neither what was wrong nor whether the member exists. */
export type SignInResult =
  | { readonly kind: "opened"; readonly token: string; readonly theme: string | null }
  | { readonly kind: "wrong" }
  | { readonly kind: "banned"; readonly reason: string | null }
  | { readonly kind: "throttled"; readonly retryAfterSeconds: number };

/** One of a member's own sessions, as the settings page lists it. */
export interface SessionView {
  readonly id: string;
  readonly device: string;
  readonly userAgent: string;
  readonly address: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
}
