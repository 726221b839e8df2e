import { setTimeout as pause } from "node:timers/promises";

import type { Permit } from "#lib/access/authorize";
import { prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { seesPrivateOf } from "#lib/members/queries";

import type { Announcer } from "./types";

/** How long the tracker writes down a member's announces after somebody looked. */
const WATCH_SECONDS = 600;
/** An answered watch is asked for again after this, an unanswered one after the other. */
const ASK_AGAIN_SECONDS = 15;
const ASK_AGAIN_UNANSWERED_SECONDS = 3;
const ANSWER_WITHIN_MS = 1000;
const POLL_MS = 40;

/**
 * Asks the tracker to write down what it hears of a member's clients, from what it still remembers
 * on, and waits up to a second for it. However often it is called, the tracker is asked every few
 * seconds at most.
 * @returns whether the tracker has answered; false when none runs
 * @throws AppError `forbidden` unless the viewer sees what is private to the member
 */
export async function watchAnnounces(
  permit: Permit<"member.seePrivate">,
  whose: Announcer,
): Promise<boolean> {
  // The permit was minted for somebody's own things: these must be theirs, or of a lower role.
  if (!seesPrivateOf(permit.actor, whose)) {
    throw new AppError("forbidden", "Only the member and staff see these announces.");
  }
  const { memberId } = whose;
  // The database's clock throughout; a trigger tells the tracker when `until` changes.
  await prisma.$executeRaw`
    INSERT INTO "announce_watches" AS watch ("member_id", "until")
    VALUES (${memberId}, now() + make_interval(secs => ${WATCH_SECONDS}))
    ON CONFLICT ("member_id") DO UPDATE SET "until" = EXCLUDED."until", "answered_at" = NULL
    WHERE EXCLUDED."until" - watch."until" >= make_interval(secs =>
      CASE WHEN watch."answered_at" IS NULL THEN ${ASK_AGAIN_UNANSWERED_SECONDS}::int
           ELSE ${ASK_AGAIN_SECONDS}::int END)`;
  return isAnswered(memberId);
}

async function isAnswered(memberId: number): Promise<boolean> {
  const deadline = performance.now() + ANSWER_WITHIN_MS;
  for (;;) {
    const watch = await prisma.announceWatch.findUnique({ where: { memberId } });
    if (watch?.answeredAt) return true;
    if (performance.now() > deadline) return false;
    await pause(POLL_MS);
  }
}
