import { BlockList, isIPv4 } from "node:net";

import { formatAddress, parseAddress } from "../codec/address";

/**
 * The address that a request really came from: the right-most hop of X-Forwarded-For that is not
 * one of our proxies, when the connection itself comes from one of them; else the connection's.
 */
export type ClientAddress = (remote: string, forwardedFor: string | undefined) => string;

/**
 * @param trustedProxies addresses and networks (`10.0.0.0/8`), already checked by lib/env.ts
 */
export function clientAddressBehind(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = trustOf(trustedProxies);
  let known = { remote: "", address: "", isTrusted: false };
  return (remote, forwardedFor) => {
    // Many requests come over one connection, and all of them over few proxies.
    if (known.remote !== remote) {
      const plainRemote = plain(remote) ?? remote;
      known = { remote, address: plainRemote, isTrusted: isTrusted(plainRemote) };
    }
    let { address } = known;
    if (forwardedFor === undefined || !known.isTrusted) return address;
    const hops = forwardedFor.split(",").reverse();
    for (const hop of hops) {
      const next = plain(hop.trim());
      if (next === null) break;
      address = next;
      if (!isTrusted(address)) break;
    }
    return address;
  };
}

/**
 * For a process that stands behind lanes and listens on Unix sockets alone: they know no addresses,
 * and the lane that took the connection has already looked at where it came from. On a TCP port an
 * empty address is a connection that was reset, and its word is worth nothing.
 */
export function addressFromLane(remote: string, forwardedFor: string | undefined): string {
  return remote === "" ? (forwardedFor ?? "") : remote;
}

/** Whether an address is one of our own proxies'. */
export function trustOf(trustedProxies: readonly string[]): (address: string) => boolean {
  const trusted = blockListOf(trustedProxies);
  return (address) => {
    const known = plain(address);
    if (known === null) return false;
    return trusted.check(known, isIPv4(known) ? "ipv4" : "ipv6");
  };
}

/** One spelling an address, so that `::ffff:10.0.0.1` is trusted as 10.0.0.1 is. */
function plain(text: string): string | null {
  const bytes = parseAddress(text.replace(/^\[(.*)\](?::\d+)?$/, "$1"));
  return bytes === null ? null : formatAddress(bytes);
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIPv4(address) ? "ipv4" : "ipv6";
    list.addSubnet(
      address,
      bits === undefined ? (family === "ipv4" ? 32 : 128) : Number(bits),
      family,
    );
  }
  return list;
}
