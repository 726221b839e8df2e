/** " by carol" when the name is known. */
export function by(name: string | null | undefined): string {
  return name === null || name === undefined ? "" : ` by ${name}`;
}

/** The reason as the last sentence of a message. */
export function because(reason: string | null): string {
  return reason === null || reason === "" ? "" : ` Reason: ${reason}`;
}
