import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a person opened an announce address in a browser. One header proves nothing: webtorrent
 * sends `sec-fetch-mode: cors` and BiglyBT `Accept: text/html, …`. A browser that opens a page says
 * that it navigates and that it takes a page; older ones ask for secure pages instead.
 */
export function isBrowser(headers: IncomingHttpHeaders): boolean {
  const takesPages = headers.accept?.startsWith("text/html,") ?? false;
  const navigates = headers["sec-fetch-mode"] === "navigate";
  const asksForSecurity = headers["upgrade-insecure-requests"] === "1";
  const isMozilla = headers["user-agent"]?.startsWith("Mozilla/") ?? false;
  return takesPages && isMozilla && (navigates || asksForSecurity);
}

const STYLE = `
:root { color-scheme: light dark; font: 1.05rem/1.6 system-ui, sans-serif; }
body { max-width: 38rem; margin: 12vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
`;

/** What a person is told who opens an announce address. It says nothing about the address. */
export const BROWSER_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>An address for torrent clients</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>This address is for your torrent client</h1>
<p>Torrent clients announce themselves here. There is nothing to see in a browser: add the .torrent
file to your client, and the client finds the way by itself.</p>
<p><strong>Keep the address to yourself.</strong> It names you: whoever has it can announce in your
name. If others may have seen it, reset your passkey in the site's settings.</p>
<p><a href="/">To the site</a></p>
</main>
</body>
</html>
`;

/** Nothing is loaded, nothing is kept, and the address goes nowhere. */
export const BROWSER_PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-length": Buffer.byteLength(BROWSER_PAGE),
  "content-security-policy": `default-src 'none'; style-src 'sha256-${sha256(STYLE)}'; frame-ancestors 'none'`,
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
