/** `d14:failure reason…e` (BEP 3), with `retry in` never (BEP 31): only permanent trouble fails. */
export function failureBody(reason: string): Buffer {
  const text = Buffer.from(reason, "utf8");
  return Buffer.concat([Buffer.from(`d14:failure reason${text.length}:`, "latin1"), text, END]);
}

const END = Buffer.from("e", "latin1");
