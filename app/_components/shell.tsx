import type { ReactNode } from "react";

import { viewer } from "#lib/web/viewer";

import { Header } from "./header";

/**
 * The frame of every page of a member. It is no gate: pages require their viewer themselves, and
 * to a stranger it shows nothing but what the page shows.
 */
export async function Shell({ children }: { readonly children: ReactNode }) {
  const actor = await viewer();
  return (
    <>
      <a
        href="#content"
        className="sr-only z-40 rounded-field bg-base-100 px-3 py-2 font-medium shadow focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      {actor === null ? null : <Header viewer={actor} />}
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto flex max-w-[110rem] flex-col gap-4 px-3 py-4 sm:px-4 sm:py-5"
      >
        {children}
      </main>
    </>
  );
}
