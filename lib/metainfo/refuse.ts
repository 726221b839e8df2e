import { AppError } from "#lib/errors";

/** What a torrent program does for the member, said once at the end of most refusals. */
const remake = "Make the torrent again with a current torrent program.";

/**
 * Refuses a .torrent file. `problem` is a whole sentence for the member; `advice` says what to do.
 * @throws AppError `invalid` on the field `file`, always
 */
export function refuse(problem: string, advice: string = remake): never {
  throw new AppError("invalid", `${problem} ${advice}`, { field: "file" });
}
