import type { Role } from "./permissions";

declare const minted: unique symbol;

/** Someone we have identified. Minted only by a session, an API key, the command line or a job. */
export interface Actor {
  readonly memberId: number;
  readonly name: string;
  readonly role: Role;
  readonly [minted]: true;
}
