const NOT_HEX = 255;
const hexValue = new Uint8Array(256).fill(NOT_HEX);
for (let digit = 0; digit < 16; digit++) {
  const lower = digit.toString(16).charCodeAt(0);
  hexValue[lower] = digit;
  hexValue[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

const PERCENT = 0x25;

/**
 * Undoes percent-encoding into bytes, one char code each, of any case (RFC 3986 §2.1). A `%` that
 * no two hex digits follow stays as it is, as browsers and other trackers do.
 */
export function decodePercent(text: string): string {
  let percent = text.indexOf("%");
  if (percent === -1) return text;
  let decoded = "";
  let copied = 0;
  while (percent !== -1) {
    const byte = byteAt(text, percent);
    if (byte >= 0) {
      decoded += text.slice(copied, percent) + String.fromCharCode(byte);
      copied = percent + 3;
    }
    percent = text.indexOf("%", byte >= 0 ? copied : percent + 1);
  }
  return decoded + text.slice(copied);
}

function byteAt(text: string, percent: number): number {
  if (text.charCodeAt(percent) !== PERCENT || percent + 2 >= text.length) return -1;
  const high = hexValue[text.charCodeAt(percent + 1)] ?? NOT_HEX;
  const low = hexValue[text.charCodeAt(percent + 2)] ?? NOT_HEX;
  return high === NOT_HEX || low === NOT_HEX ? -1 : high * 16 + low;
}
