import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";

import type { Uploader } from "./types";

/** Who uploaded a torrent, as far as `viewer` may know: anonymous is for staff and oneself. */
export function uploaderFor(
  viewer: Actor,
  torrent: {
    readonly uploaderId: number | null;
    readonly uploader: { readonly name: string } | null;
    readonly anonymous: boolean;
  },
): Uploader {
  const { uploader, uploaderId, anonymous } = torrent;
  if (!anonymous) {
    return uploader === null ? { kind: "gone" } : { kind: "member", name: uploader.name };
  }
  const mayKnow = can(viewer, "staff.view") || uploaderId === viewer.memberId;
  return { kind: "anonymous", name: mayKnow ? (uploader?.name ?? null) : null };
}
