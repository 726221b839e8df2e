import type { TrackedMember } from "../ports";
import { refuse, type Refusal } from "../refusals";

/** Whether the member may use the tracker at all. */
export function admitMember(member: TrackedMember): TrackedMember | Refusal {
  return member.banReason === null ? member : refuse("member_banned", member.banReason);
}
