import { refuse, type Refusal } from "../refusals";

/** A rule of staff about clients, by the beginning of what they send. */
export interface ClientRule {
  readonly verdict: "deny" | "allow";
  readonly field: "peer_id" | "user_agent";
  /** A peer id is compared byte by byte, a user agent without regard to case. */
  readonly prefix: string;
  /** What a refused client is told. */
  readonly note: string;
}

/** The clients that may announce. */
export interface ClientList {
  readonly rules: readonly ClientRule[];
  /** Whether a client must be allowed by a rule. A rule that denies always wins. */
  readonly onlyAllowed: boolean;
}

/** Whether the client may be used here, by its peer id and its user agent. Null is yes. */
export function admitClient(
  { rules, onlyAllowed }: ClientList,
  peerId: string,
  userAgent: string,
): Refusal | null {
  if (rules.length === 0 && !onlyAllowed) return null;
  const agent = userAgent.toLowerCase();
  let isAllowed = !onlyAllowed;
  for (const rule of rules) {
    const isMatch =
      rule.field === "peer_id"
        ? peerId.startsWith(rule.prefix)
        : agent.startsWith(rule.prefix.toLowerCase());
    if (!isMatch) continue;
    if (rule.verdict === "deny") return refuse("client_denied", rule.note || rule.prefix);
    isAllowed = true;
  }
  return isAllowed ? null : refuse("client_denied", "it is not on the list of allowed clients.");
}
