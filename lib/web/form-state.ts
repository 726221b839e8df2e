/**
 * What a form shows after a submit. It crosses to the browser, and comes back when JavaScript is
 * off, so it holds plain text only, never a password.
 */
export interface FormState {
  readonly status: "idle" | "error" | "done";
  /** The message over the form: what went wrong and what to do, or what was done. */
  readonly message?: string;
  /** A link that helps, such as the existing torrent of a duplicate. */
  readonly href?: string;
  /** Messages by field name. */
  readonly fieldErrors?: Readonly<Record<string, string>>;
  /** What the person typed, so that nothing is lost. */
  readonly values?: Readonly<Record<string, string>>;
}

export const idle: FormState = { status: "idle" };
