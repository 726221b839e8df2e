import type { MyState } from "#lib/torrents/types";

import { Badge, type Tone } from "../../../_ui/badge";

const states: Record<MyState, { label: string; tone: Tone }> = {
  seeding: { label: "Seeding", tone: "good" },
  leeching: { label: "Leeching", tone: "info" },
  completed: { label: "Completed", tone: "neutral" },
  started: { label: "Started", tone: "neutral" },
};

/** What the viewer has to do with a torrent. */
export function MyStateBadge({ state }: { readonly state: MyState | null }) {
  if (state === null) return null;
  const { label, tone } = states[state];
  return <Badge tone={tone}>{label}</Badge>;
}
