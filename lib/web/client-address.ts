import "server-only";
import { isIP } from "node:net";

import { headers } from "next/headers";

import type { Origin } from "#lib/sessions/types";

const mappedIPv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The client's address. The front door replaces X-Forwarded-For with the one address that it
 * has established by TRUSTED_PROXIES, so that nothing a client sends arrives here. Anything but
 * one address is a mistake in between and counts as unknown.
 */
export async function clientAddress(): Promise<string> {
  const value = (await headers()).get("x-forwarded-for")?.trim() ?? "";
  const address = mappedIPv4.exec(value)?.[1] ?? value;
  return isIP(address) === 0 ? "" : address.toLowerCase();
}

/** Where the request comes from: kept with the session that it opens. */
export async function requestOrigin(): Promise<Origin> {
  return {
    address: await clientAddress(),
    userAgent: (await headers()).get("user-agent") ?? "",
  };
}
