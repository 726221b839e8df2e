import type { Random } from "../factories/random.ts";

/** What members say under torrents. */
const openers = [
  "Thanks!",
  "Thank you for this one.",
  "Been looking for it for years.",
  "Great upload, well described.",
  "Checksums match.",
  "Works here.",
  "Downloaded in four minutes, seeding for good.",
  "Lovely. More of these, please.",
] as const;

const remarks = [
  "Will keep it on the archive box.",
  "Does anybody have the earlier edition?",
  "The second file was corrupt on my old copy, this one is **fine**.",
  "I can seed from a fast line this week, just ask.",
  "See also the upload of last month, which pairs well with it.",
  "Any chance of a version with smaller files?",
  "My client said 100 % at once: I had the same files from the original site. :)",
  "The description alone was worth reading.",
] as const;

const questions = [
  "Stuck at 97 %. Could a seeder come back for an hour?",
  "Is the licence the same for the cover?",
  "Which tool made the checksums?",
  "Has anyone tried it on `arm64`?",
  "Would a hybrid torrent be possible next time?",
] as const;

export function makeRemark(random: Random): string {
  if (random.chance(0.2)) return random.pick(questions);
  if (random.chance(0.4)) return random.pick(openers);
  return `${random.pick(openers)} ${random.pick(remarks)}`;
}

export const deleteReasons = [
  "Duplicate of an older upload with the same files.",
  "The licence does not allow redistribution.",
  "Incomplete: the last two files are missing.",
  "Uploader asked for it: a corrected version is up.",
] as const;
