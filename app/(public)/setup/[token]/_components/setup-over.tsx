import { PlainPage } from "../../../../_components/plain-page";
import { LinkButton } from "../../../../_ui/button";

/** Instead of the set-up form when its link is used or expired. */
export function SetupOver() {
  return (
    <PlainPage title="This set-up link is over">
      <p className="text-center text-muted">
        It was used, or has expired. While the site has no owner, each start of the server prints a
        new link; only the last one works.
      </p>
      <LinkButton href="/" look="primary" className="self-center">
        To the start
      </LinkButton>
    </PlainPage>
  );
}
