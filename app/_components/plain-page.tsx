import type { ReactNode } from "react";

import { Logo } from "./logo";

/** A page of few words in the middle: signing in, an error, a page that is not there. In a `main`. */
export function PlainPage({
  siteName,
  title,
  children,
}: {
  readonly siteName?: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="mx-auto flex min-h-[85dvh] w-full max-w-md flex-col justify-center gap-5 px-4 py-10">
      <div className="flex flex-col items-center gap-2 text-center">
        <Logo className="size-12" />
        {siteName === undefined ? null : <p className="text-muted">{siteName}</p>}
        <h1 className="text-xl/7 font-semibold tracking-tight">{title}</h1>
      </div>
      {children}
    </div>
  );
}
