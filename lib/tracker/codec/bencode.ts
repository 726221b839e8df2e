import { NEVER, type Refusal } from "../refusals";

/** A refusal as clients read it: `failure reason` (BEP 3) and `retry in` (BEP 31), one char code a byte. */
export function failureBody({ reason, retryIn }: Refusal): string {
  const again = retryIn === NEVER ? `${NEVER.length}:${NEVER}` : `i${retryIn}e`;
  return `d14:failure reason${bencodedText(reason)}8:retry in${again}e`;
}

/** A text in UTF-8, one char code a byte. */
export function bencodedText(text: string): string {
  const bytes = Buffer.from(text, "utf8").toString("latin1");
  return `${bytes.length}:${bytes}`;
}
