/** Bytes of a compact IPv4 peer: address and port (BEP 23). */
export const COMPACT_IPV4_BYTES = 6;
/** Bytes of a compact IPv6 peer: address and port (BEP 7). */
export const COMPACT_IPV6_BYTES = 18;

/**
 * Reads an address as the socket gives it. An IPv4 address in IPv6 clothes (`::ffff:1.2.3.4`,
 * RFC 4291 §2.5.5.2) becomes 4 bytes; a zone (`%eth0`) is dropped.
 *
 * @returns 4 or 16 bytes in network order, or null when the text is no address
 */
export function parseAddress(text: string): Uint8Array | null {
  const zone = text.indexOf("%");
  const plain = zone === -1 ? text : text.slice(0, zone);
  if (!plain.includes(":")) return parseIpv4(plain);
  const bytes = parseIpv6(plain);
  return bytes !== null && isMapped(bytes) ? bytes.slice(12) : bytes;
}

/**
 * Reads an address that a client states about itself (BEP 7): `1.2.3.4`, `1.2.3.4:6881`, an IPv6
 * address, or `[…]:6881`. Without a port of its own it has the announced one.
 *
 * @returns 6 or 18 bytes, or null for anything that no peer on the internet could be reached at
 */
export function parseStatedAddress(text: string, announcedPort: number): Uint8Array | null {
  const match = /^\[(.*)\](?::(\d{1,5}))?$/.exec(text) ?? /^([\d.]+)(?::(\d{1,5}))?$/.exec(text);
  const address = parseAddress(match?.[1] ?? text);
  const port = match?.[2] === undefined ? announcedPort : Number(match[2]);
  if (address === null || port < 1 || port > 65_535 || !isPublic(address)) return null;
  return compactPeer(address, port);
}

/**
 * Whether an address can be somebody's on the internet: not loopback, private, shared, link-local,
 * multicast, reserved or translated (RFC 6890). Documentation ranges lead nowhere and hurt nobody.
 */
export function isPublic(address: Uint8Array): boolean {
  return address.length === 4 ? isPublicIpv4(address) : isPublicIpv6(address);
}

/** First byte, and the range of the second, of what lies between 0/8 and 224/3 (RFC 6890). */
const NOT_PUBLIC_IPV4 = [
  [10, 0, 255],
  [100, 64, 127],
  [127, 0, 255],
  [169, 254, 254],
  [172, 16, 31],
  [192, 168, 168],
  [198, 18, 19],
] as const;

function isPublicIpv4([first = 0, second = 0]: Uint8Array): boolean {
  if (first === 0 || first >= 224) return false;
  return !NOT_PUBLIC_IPV4.some(
    ([byte, from, to]) => first === byte && second >= from && second <= to,
  );
}

/** Global unicast only (2000::/3), without the tunnels that hide an IPv4 address (6to4, Teredo). */
function isPublicIpv6(address: Uint8Array): boolean {
  const first = ((address[0] ?? 0) << 8) | (address[1] ?? 0);
  if (first >> 13 !== 1 || first === 0x2002) return false;
  return !(first === 0x2001 && address[2] === 0 && address[3] === 0);
}

/** Writes 4 bytes as dotted decimals, 16 as hex groups in their shortest form (RFC 5952 §4). */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups: string[] = [];
  for (let index = 0; index < 16; index += 2) {
    groups.push((((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)).toString(16));
  }
  return shortened(groups.join(":"));
}

/** The longest run of two or more zero groups, the first of equal ones, becomes `::`. */
function shortened(text: string): string {
  let longest = "";
  for (const [run] of text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)) {
    // A run in the middle begins with the colon of the group before it.
    if (groupCount(run) > groupCount(longest)) longest = run;
  }
  if (longest === "") return text;
  const start = text.indexOf(longest);
  const rest = text.slice(start + longest.length);
  return `${text.slice(0, start)}:${rest === "" ? ":" : rest}`;
}

function groupCount(run: string): number {
  return run.split("0").length;
}

/** Address bytes and port as the compact lists hold them. */
export function compactPeer(address: Uint8Array, port: number): Uint8Array {
  const compact = new Uint8Array(address.length + 2);
  compact.set(address);
  compact[address.length] = port >> 8;
  compact[address.length + 1] = port & 255;
  return compact;
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  const bytes = new Uint8Array(4);
  for (const [index, part] of parts.entries()) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    bytes[index] = Number(part);
  }
  return bytes;
}

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0] ?? "");
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? "") : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const bytes = new Uint8Array(16);
  for (const [index, group] of [
    ...head,
    ...new Array<number>(missing).fill(0),
    ...tail,
  ].entries()) {
    bytes[index * 2] = group >> 8;
    bytes[index * 2 + 1] = group & 255;
  }
  return bytes;
}

function groupsOf(text: string): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".") && index === parts.length - 1) {
      const ipv4 = parseIpv4(part);
      if (ipv4 === null) return null;
      const [a = 0, b = 0, c = 0, d = 0] = ipv4;
      groups.push((a << 8) | b, (c << 8) | d);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return null;
    }
  }
  return groups;
}

function isMapped(bytes: Uint8Array): boolean {
  return (
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  );
}
