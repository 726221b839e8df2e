import { mkdirSync, writeFileSync } from "node:fs";

import type { NextConfig } from "next";

/** Largest upload: a .torrent of 16 MiB with the rest of its form. */
const bodyLimitBytes = 20 * 1024 * 1024;

// The build reads no settings of the site, so lib/env.ts (which demands them) stays out of here.
// eslint-disable-next-line no-restricted-properties -- where several builds stand side by side
const distDir = process.env["NEXT_DIST_DIR"] ?? ".next";

const config: NextConfig = {
  distDir,
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  images: { unoptimized: true },
  // `npm run check:types` does it once; a small machine need not do it again at every start.
  typescript: {
    ignoreBuildErrors: true,
    tsconfigPath: distDir === ".next" ? "tsconfig.json" : ownTsconfig(),
  },
  serverExternalPackages: ["@node-rs/argon2", "pg"],
  experimental: {
    serverActions: { bodySizeLimit: bodyLimitBytes },
    // proxy.ts buffers bodies, and cuts them off here without a word.
    proxyClientMaxBodySize: bodyLimitBytes,
    // forbidden() with app/forbidden.tsx: a 403 that is a page.
    authInterrupts: true,
  },
  headers() {
    // The Content-Security-Policy carries a nonce a request: see proxy.ts.
    return Promise.resolve([
      {
        source: "/:path*",
        headers: [
          { key: "Referrer-Policy", value: "same-origin" },
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "X-Frame-Options", value: "DENY" },
          { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
          {
            key: "Permissions-Policy",
            value:
              "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
          },
        ],
      },
      {
        source: "/logo.svg",
        headers: [{ key: "Cache-Control", value: "public, max-age=86400" }],
      },
    ]);
  },
};

/** Next writes each build's folder into the tsconfig that it is given: other builds get a copy. */
function ownTsconfig(): string {
  const file = `node_modules/.cache/tsconfig${distDir}.json`;
  mkdirSync("node_modules/.cache", { recursive: true });
  writeFileSync(file, JSON.stringify({ extends: "../../tsconfig.json", include: [] }));
  return file;
}

export default config;
