/** A rule about clients as people see it. */
export interface ClientRuleView {
  readonly id: number;
  readonly verdict: "deny" | "allow";
  readonly field: "peer_id" | "user_agent";
  readonly prefix: string;
  /** Why; a refused client is told it word for word. */
  readonly note: string;
  readonly createdAt: Date;
}

/** What decides which clients a rule is about. */
export type ClientPattern = Pick<ClientRuleView, "field" | "prefix">;

/** Active peers that rules cannot tell apart. */
export interface ClientGroup {
  /** As much of the peer id as a rule may name, one char code a byte. */
  readonly peerIdPrefix: string;
  readonly userAgent: string;
  readonly peers: number;
}

/** Which clients may announce: the mode that is in force, and the rules. */
export interface ClientPolicy {
  readonly mode: "all but denied" | "only allowed";
  readonly rules: readonly ClientRuleView[];
}

/** A rule with the number of active peers that it is about now. */
export interface CountedRule extends ClientRuleView {
  readonly peers: number;
}

/** One client software that is in use now. */
export interface ClientInUse {
  readonly name: string;
  /** The beginning of its peer id, as a rule would name it. */
  readonly prefix: string;
  readonly peers: number;
  /** Why the tracker refuses it from its next announce on, or null when it is welcome. */
  readonly refusal: string | null;
}

/** What the staff's page of clients shows. */
export interface ClientOverview {
  readonly mode: ClientPolicy["mode"];
  readonly rules: readonly CountedRule[];
  /** By peers, the most used first. */
  readonly inUse: readonly ClientInUse[];
  readonly activePeers: number;
  /** Active peers that the rules refuse at their next announce. */
  readonly refusedPeers: number;
}
