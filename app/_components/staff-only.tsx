import { LinkButton } from "../_ui/button";
import { PlainPage } from "./plain-page";

/** Instead of a page that the viewer's role does not open. */
export function StaffOnly() {
  return (
    <PlainPage title="You may not see this page">
      <p className="text-center text-muted">It is for staff. Ask them if you think you should.</p>
      <LinkButton href="/torrents" look="primary" className="self-center">
        To the torrents
      </LinkButton>
    </PlainPage>
  );
}
