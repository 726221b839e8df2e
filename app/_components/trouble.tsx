"use client";

import { Button, LinkButton } from "../_ui/button";
import { PlainPage } from "./plain-page";

export interface TroubleProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** Instead of a page that failed. The server's log has the error under the same number. */
export function Trouble({ error, reset }: TroubleProps) {
  return (
    <PlainPage title="Something went wrong">
      <p className="text-center text-muted">
        It is our fault, not yours. Try again; if it stays, tell staff
        {error.digest === undefined ? "." : ` the number ${error.digest}.`}
      </p>
      <div className="flex justify-center gap-2">
        <Button look="primary" onClick={reset}>
          Try again
        </Button>
        <LinkButton href="/">To the start</LinkButton>
      </div>
    </PlainPage>
  );
}
