import type { TrackerSettings } from "../ports";
import { refuse, type Refusal } from "../refusals";
import type { AnnounceRequest } from "../types";

/** Whether the peer may listen on its port. A goodbye is welcome from any. Null is yes. */
export function admitPort(
  { deniedPorts }: TrackerSettings,
  { port, event }: AnnounceRequest,
): Refusal | null {
  if (event === "stopped") return null;
  if (port < 1 || port > 65_535) return refuse("port_invalid");
  for (const { first, last } of deniedPorts) {
    if (port >= first && port <= last) return refuse("port_denied", String(port));
  }
  return null;
}
