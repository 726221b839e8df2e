/** `d14:failure reason…e` (BEP 3), one char code a byte. No `retry in` (BEP 31): only permanent trouble fails. */
export function failureBody(reason: string): string {
  const bytes = Buffer.from(reason, "utf8").toString("latin1");
  return `d14:failure reason${bytes.length}:${bytes}e`;
}
