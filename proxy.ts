import { NextResponse, type NextRequest } from "next/server";

import { baseUrl } from "#lib/env";
import { contentSecurityPolicy } from "#lib/web/content-security-policy";
import { requestedPathHeader } from "#lib/web/return-path";

/** As in next.config.ts: what is cut off there would fail as a broken form. */
const BODY_LIMIT_BYTES = 20 * 1024 * 1024;

/**
 * Gives every page its own Content-Security-Policy. Next reads the nonce out of the request's
 * copy of the header and puts it on its scripts. Nothing is authorized here: pages and actions do.
 */
export function proxy(request: NextRequest): NextResponse {
  if (Number(request.headers.get("content-length")) > BODY_LIMIT_BYTES) return tooLarge();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set(requestedPathHeader, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  if (baseUrl().startsWith("https:")) {
    response.headers.set("strict-transport-security", "max-age=31536000");
  }
  return response;
}

/** For browsers without scripts; with them the form looks at the file before it is sent. */
function tooLarge(): NextResponse {
  return new NextResponse(
    "This is too large. A .torrent file may have 16 MiB: use a larger piece length. Go back to try again.\n",
    { status: 413, headers: { "content-type": "text/plain; charset=utf-8" } },
  );
}

export const config = {
  // Everything but the built files, which are the same for everybody.
  matcher: ["/((?!_next/static|favicon\\.ico|logo\\.svg|icon\\.svg).*)"],
};
