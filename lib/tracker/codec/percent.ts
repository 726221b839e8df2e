const NOT_HEX = 255;
const hexValue = new Uint8Array(256).fill(NOT_HEX);
for (let digit = 0; digit < 16; digit++) {
  const lower = digit.toString(16).charCodeAt(0);
  hexValue[lower] = digit;
  hexValue[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

const PERCENT = 0x25;

/** Long enough for every value that an announce has; longer ones get a buffer of their own. */
const scratch = Buffer.alloc(256);

/**
 * Undoes percent-encoding into bytes, one char code each, of any case (RFC 3986 §2.1). A `%` that
 * no two hex digits follow stays as it is, as browsers and other trackers do.
 */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  // One string at the end: a string put together byte by byte is slow to make and to look up.
  const bytes = text.length > scratch.length ? Buffer.alloc(text.length) : scratch;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const byte = code === PERCENT ? byteAt(text, at) : -1;
    bytes[length++] = byte === -1 ? code : byte;
    if (byte !== -1) at += 2;
  }
  return bytes.toString("latin1", 0, length);
}

/** The byte that an escape at this place stands for, or −1 when it is none. */
function byteAt(text: string, percent: number): number {
  if (percent + 2 >= text.length) return -1;
  const high = hexValue[text.charCodeAt(percent + 1)] ?? NOT_HEX;
  const low = hexValue[text.charCodeAt(percent + 2)] ?? NOT_HEX;
  return high === NOT_HEX || low === NOT_HEX ? -1 : high * 16 + low;
}
