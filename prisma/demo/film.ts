import { gibibyte, type MakeWork, mebibyte, sizeBetween, slugName, textFile } from "./work.ts";
import { familyNames, givenNames, moods, places, things } from "./words.ts";

const qualities = [
  { label: "480p DVD", tag: "480p", from: 0.6, to: 1.8 },
  { label: "720p", tag: "720p", from: 1.5, to: 4.5 },
  { label: "1080p restored", tag: "1080p", from: 4, to: 14 },
  { label: "2160p new scan", tag: "2160p", from: 16, to: 48 },
] as const;
const genres = ["comedy", "drama", "mystery", "silent", "western", "adventure", "noir"] as const;
const languages = [
  { name: "English", code: "en" },
  { name: "French", code: "fr" },
  { name: "German", code: "de" },
  { name: "Japanese", code: "ja" },
  { name: "Swedish", code: "sv" },
  { name: "Italian", code: "it" },
] as const;

/** A film whose copyright has run out. */
export const makeFilm: MakeWork = (random) => {
  const quality = random.pick(qualities);
  const year = random.integer(1912, 1929);
  const name = random.pick([
    `The ${random.pick(moods)} ${random.pick(things)}`,
    `The ${random.pick(things)} of ${random.pick(places)}`,
    `${random.pick(givenNames)} and the ${random.pick(things)}`,
  ]);
  const title = `${name} (${year}) ${quality.label}`;
  const stem = `${slugName(name, ".")}.${year}.${quality.tag}`;
  const genre = random.pick(genres);
  const languagesOfTitles = random.sample(languages, random.integer(1, 4));
  const director = `${random.pick(givenNames)} ${random.pick(familyNames)}`;
  return {
    categorySlug: "movies",
    title,
    name: stem,
    files: [
      {
        path: `${stem}.mkv`,
        sizeBytes: sizeBetween(random, quality.from * gibibyte, quality.to * gibibyte),
      },
      ...languagesOfTitles.map((language) => ({
        path: `Subs/${stem}.${language.code}.srt`,
        sizeBytes: random.integer(18_000, 90_000),
      })),
      { path: "poster.jpg", sizeBytes: random.integer(90_000, 2_400_000) },
      textFile(random, `${stem}.nfo`),
    ],
    tags: ["public-domain", genre, quality.tag, `${String(year).slice(0, 3)}0s`],
    description: `*${name}*, ${year}, directed by ${director}. ${random.integer(48, 131)} minutes, ${genre}.

${random.pick([
  "Transferred from a 35 mm print and cleaned by hand, frame by frame.",
  "Scanned from the only tinted print that is known, with the original tints.",
  "Joined from two incomplete prints; the title cards were set anew.",
])} In the public domain since ${year + 96}.

**Subtitles:** ${languagesOfTitles.map((language) => language.name).join(", ")}
**Sound:** ${random.pick(["new piano score (CC BY)", "organ score of the première", "none"])}`,
  };
};

const topics = [
  "Tidal Power",
  "Beekeeping",
  "Night Trains",
  "Glass",
  "Slow Rivers",
  "Street Organs",
  "Peat",
  "Weather Ships",
  "Bread",
  "Lighthouse Keepers",
  "Sign Painters",
  "Mountain Huts",
] as const;

/** A documentary series under a Creative Commons licence. */
export const makeSeries: MakeWork = (random) => {
  const topic = random.pick(topics);
  const place = random.pick(places);
  const episodes = random.integer(3, 12);
  const year = random.integer(2009, 2026);
  const resolution = random.pick(["720p", "1080p"]);
  const name = `${topic} of ${place}`;
  const stem = slugName(name, ".");
  const episodeBytes = sizeBetween(random, 300 * mebibyte, 2 * gibibyte);
  return {
    categorySlug: "tv",
    title: `${name} (${year}) ${episodes} episodes ${resolution}`,
    name: `${stem}.${year}.${resolution}`,
    files: Array.from({ length: episodes }, (_, at) => ({
      path: `${stem}.S01E${String(at + 1).padStart(2, "0")}.${resolution}.webm`,
      sizeBytes: Math.round(episodeBytes * (0.85 + random.fraction() * 0.3)),
    })),
    tags: ["documentary", "cc-by-sa", resolution],
    description: `Documentary in ${episodes} parts, filmed in ${place}. Licence: **CC BY-SA 4.0**.

1. First week
2. The people who stayed
3. What the archive says

The camera originals are in the data set of the same name.`,
  };
};
