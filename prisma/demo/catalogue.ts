import type { Random } from "../factories/random.ts";

import { makeAlbum, makeAudiobook, makeFieldRecording } from "./audio.ts";
import { makeFilm, makeSeries } from "./film.ts";
import { makeBook, makeCourse, makeDataSet } from "./knowledge.ts";
import { makeGame, makeImage } from "./software.ts";
import type { MakeWork, Work } from "./work.ts";

/** How often each kind is shared. */
const kinds: readonly { make: MakeWork; weight: number }[] = [
  { make: makeImage, weight: 17 },
  { make: makeGame, weight: 5 },
  { make: makeFilm, weight: 22 },
  { make: makeSeries, weight: 7 },
  { make: makeAlbum, weight: 20 },
  { make: makeFieldRecording, weight: 3 },
  { make: makeAudiobook, weight: 5 },
  { make: makeBook, weight: 11 },
  { make: makeDataSet, weight: 6 },
  { make: makeCourse, weight: 4 },
];

const totalWeight = kinds.reduce((sum, kind) => sum + kind.weight, 0);

/** That many works, no two with one title. */
export function makeCatalogue(random: Random, count: number): Work[] {
  const byTitle = new Map<string, Work>();
  while (byTitle.size < count) {
    const work = makeAny(random);
    if (!byTitle.has(work.title)) byTitle.set(work.title, work);
  }
  return [...byTitle.values()];
}

function makeAny(random: Random): Work {
  let left = random.fraction() * totalWeight;
  for (const kind of kinds) {
    left -= kind.weight;
    if (left < 0) return kind.make(random);
  }
  return makeImage(random);
}
