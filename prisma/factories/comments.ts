import type { Prisma } from "#lib/db/client";

import { createMember } from "./members.ts";
import { freshRandom, type Random } from "./random.ts";
import { createTorrent } from "./torrents.ts";

type Db = Prisma.TransactionClient;
type CommentRow = Prisma.CommentCreateManyInput;

/** A comment; its torrent and author are made when not named. */
export async function createComment(
  db: Db,
  wish: Partial<CommentRow> = {},
  random: Random = freshRandom,
) {
  const memberId =
    wish.memberId === undefined ? (await createMember(db, {}, random)).id : wish.memberId;
  const torrentId = wish.torrentId ?? (await createTorrent(db, {}, random)).id;
  return await db.comment.create({
    data: { body: `Comment ${random.hex(8)}`, ...wish, memberId, torrentId },
  });
}

/** Many comments in few statements. */
export async function createComments(db: Db, rows: CommentRow[]): Promise<void> {
  await db.comment.createMany({ data: rows });
}
