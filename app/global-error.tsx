"use client";

import "./globals.css";

/** The last resort, when the frame itself fails: no data, no script that must work. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-3 px-4 text-center">
          <h1 className="text-xl font-semibold">Something went wrong</h1>
          <p className="text-muted">The site cannot answer now. Try again in a minute.</p>
          <p>
            {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- the router may be what failed: load the page anew */}
            <a href="/" className="link-text">
              To the start
            </a>
          </p>
        </main>
      </body>
    </html>
  );
}
