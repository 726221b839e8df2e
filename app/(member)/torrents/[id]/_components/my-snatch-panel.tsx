import { formatDuration, formatRatio } from "#lib/format";
import type { MySnatch } from "#lib/torrents/types";

import { Bytes } from "../../../../_ui/bytes";
import { Facts } from "../../../../_ui/facts";
import { RelativeTime } from "../../../../_ui/relative-time";
import { MyStateBadge } from "../../_components/my-state-badge";

/** What the viewer did with the torrent. */
export function MySnatchFacts({ snatch }: { readonly snatch: MySnatch }) {
  return (
    <section aria-label="Your part" className="flex flex-col gap-2">
      <h2 className="font-semibold">Your part</h2>
      <Facts
        facts={[
          { name: "State", value: <MyStateBadge state={snatch.state} /> },
          { name: "You uploaded", value: <Bytes value={snatch.uploaded} /> },
          { name: "You downloaded", value: <Bytes value={snatch.downloaded} /> },
          { name: "Your ratio on it", value: formatRatio(snatch.uploaded, snatch.downloaded) },
          { name: "Seed time", value: formatDuration(snatch.seedSeconds) },
          {
            name: "Completed",
            value:
              snatch.completedAt === null ? "Not yet" : <RelativeTime value={snatch.completedAt} />,
          },
          { name: "Last announce", value: <RelativeTime value={snatch.lastSeenAt} /> },
        ]}
      />
    </section>
  );
}
