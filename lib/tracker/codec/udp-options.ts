/** Option types of BEP 41. All but the first two have a length byte and as many bytes of data. */
const END_OF_OPTIONS = 0;
const NOP = 1;
const URL_DATA = 2;

/**
 * Reads the options at the end of a packet (BEP 41): the path and query of the tracker's address,
 * which may come in several pieces. Options of other types are passed over.
 *
 * @returns one char code a byte, empty when there is none; null when an option is cut off
 */
export function readUrlData(options: Buffer): string | null {
  let url = "";
  let at = 0;
  while (at < options.length) {
    const type = options[at++] ?? END_OF_OPTIONS;
    if (type === END_OF_OPTIONS) break;
    if (type === NOP) continue;
    const length = options[at++];
    if (length === undefined || at + length > options.length) return null;
    if (type === URL_DATA) url += options.toString("latin1", at, at + length);
    at += length;
  }
  return url;
}
