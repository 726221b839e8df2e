/** What went wrong, for code that must tell cases apart. HTTP statuses are made of it in lib/web. */
export type ErrorCode =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_many"
  | "unavailable";

/**
 * The one error that is meant for people: `message` is shown as it is, so it says what to do.
 * `field` names the form field it belongs to, if it belongs to one.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly href: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    detail: { field?: string; href?: string; cause?: unknown } = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.field = detail.field;
    this.href = detail.href;
  }
}

/** `instanceof` fails across Next's bundles, the name does not. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === "AppError";
}
