// One line a step, with its time; a failure says which step it was.
import { PlainError } from "./run.mjs";

/** Where the lines go; a start within another program's output may be silent. */
export class Steps {
  /** @param {{ write: (text: string) => unknown, isTTY?: boolean }} [out] */
  constructor(out = process.stdout) {
    this.out = out;
  }

  /**
   * @template T
   * @param {string} name
   * @param {(note: (text: string) => void) => T | Promise<T>} work `note` adds words to the line
   * @returns {Promise<T>}
   * @throws StepError
   */
  async run(name, work) {
    const began = performance.now();
    let words = "";
    if (this.out.isTTY) this.out.write(`  ${name.padEnd(10)}…`);
    try {
      const result = await work((text) => (words = text));
      this.line(name, { began, words });
      return result;
    } catch (error) {
      this.line(name, { began, words: "failed" });
      throw new StepError(name, error);
    }
  }

  line(name, { began, words }) {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const start = this.out.isTTY ? "\r" : "";
    this.out.write(
      `${start}  ${name.padEnd(10)}${seconds.padStart(6)} s  ${words}`.trimEnd() + "\n",
    );
  }
}

class StepError extends PlainError {
  constructor(step, cause) {
    super(`${step}: ${cause.message}`, { advice: cause.advice, cause });
  }
}

/** Says what failed and what to do; the stack only for what we did not foresee, or with DEBUG. */
export function explain(error) {
  const origin = error instanceof StepError ? error.cause : error;
  const isForeseen = origin instanceof PlainError && !process.env["DEBUG"];
  const advice = error.advice ? `\n\nWhat to do: ${error.advice}` : "";
  const stack = isForeseen ? "" : `\n\n${origin.stack}`;
  return `${error.message}${advice}${stack}\n`;
}
