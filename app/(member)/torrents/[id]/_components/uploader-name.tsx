import type { Uploader } from "#lib/torrents/types";

import { Link } from "../../../../_ui/link";

/** Who uploaded it, as far as the viewer may know. */
export function UploaderName({ uploader }: { readonly uploader: Uploader }) {
  if (uploader.kind === "gone") return "Someone who is gone";
  if (uploader.kind === "member") return <MemberLink name={uploader.name} />;
  if (uploader.name === null) return "Anonymous";
  return (
    <>
      Anonymous (<MemberLink name={uploader.name} />)
    </>
  );
}

/** A link to a member's page. */
export function MemberLink({ name }: { readonly name: string }) {
  return (
    <Link href={`/members/${encodeURIComponent(name)}`} prefetch={false} className="link-quiet">
      {name}
    </Link>
  );
}
