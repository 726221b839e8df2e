import type { Registry, TrackedMember } from "../ports";
import { refuse, type Refusal } from "../refusals";

const FORM = /^[0-9a-f]{32}$/;

/** The member that a passkey names. Comes before anything that tells whether a torrent exists. */
export function admitPasskey(registry: Registry, passkey: string): TrackedMember | Refusal {
  if (!FORM.test(passkey)) return refuse("passkey_malformed");
  return registry.memberByPasskey(passkey) ?? refuse("passkey_invalid");
}
