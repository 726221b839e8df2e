/** What bencode knows. A dictionary is a map, since the keys of `piece layers` are not text. */
export type Bencoded = number | bigint | string | Uint8Array | Bencoded[] | BencodedDictionary;
export type BencodedDictionary = Map<string | Uint8Array, Bencoded>;

/** Canonical bencode: keys sorted as bytes, unlike npm's `bencode`, which sorts UTF-16. */
export function encodeBencode(value: Bencoded): Buffer<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

/** A dictionary of the entries whose value is present. */
export function dictionary(
  entries: Record<string, Bencoded | null | undefined>,
): BencodedDictionary {
  const present: BencodedDictionary = new Map();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== null && value !== undefined) present.set(key, value);
  }
  return present;
}

function write(value: Bencoded, parts: Uint8Array[]): void {
  if (typeof value === "number" || typeof value === "bigint") {
    parts.push(Buffer.from(`i${value}e`));
  } else if (typeof value === "string" || value instanceof Uint8Array) {
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    parts.push(Buffer.from(`${bytes.length}:`), bytes);
  } else if (Array.isArray(value)) {
    parts.push(Buffer.from("l"));
    for (const element of value) write(element, parts);
    parts.push(Buffer.from("e"));
  } else {
    writeDictionary(value, parts);
  }
}

function writeDictionary(entries: BencodedDictionary, parts: Uint8Array[]): void {
  const sorted = [...entries]
    .map(([key, value]) => ({ key: Buffer.from(key as string), value }))
    .sort((one, other) => Buffer.compare(one.key, other.key));
  parts.push(Buffer.from("d"));
  for (const { key, value } of sorted) {
    write(key, parts);
    write(value, parts);
  }
  parts.push(Buffer.from("e"));
}
