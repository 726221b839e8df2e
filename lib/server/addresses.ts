import { parseAddress } from "#lib/tracker/codec/address";

const KNOWN_AT_MOST = 10_000;

/** Address texts as bytes. Clients announce again and again, and reading a text takes a while. */
export class Addresses {
  private readonly known = new Map<string, Uint8Array | null>();

  /** 4 or 16 bytes, or null when the text is no address. */
  bytesOf(text: string): Uint8Array | null {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const bytes = parseAddress(text);
    if (this.known.size >= KNOWN_AT_MOST) this.known.clear();
    this.known.set(text, bytes);
    return bytes;
  }
}
