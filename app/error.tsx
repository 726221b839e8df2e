"use client";

import { PlainPage } from "./_components/plain-page";
import { Button, LinkButton } from "./_ui/button";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** What went wrong is in the server's log, under the same number. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
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
