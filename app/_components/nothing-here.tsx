import { LinkButton } from "../_ui/button";
import { PlainPage } from "./plain-page";

/** Instead of a page that does not exist, or not any more. */
export function NothingHere() {
  return (
    <PlainPage title="There is nothing here">
      <p className="text-center text-muted">
        The address is wrong, or what was here has been removed.
      </p>
      <LinkButton href="/" look="primary" className="self-center">
        To the start
      </LinkButton>
    </PlainPage>
  );
}
