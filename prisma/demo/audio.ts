import type { Random } from "../factories/random.ts";

import { folderName, gibibyte, type MakeWork, mebibyte, textFile, twoDigits } from "./work.ts";
import { familyNames, givenNames, moods, places, plural, things } from "./words.ts";

const formats = [
  { label: "FLAC", extension: "flac", secondBytes: 105_000 },
  { label: "FLAC 24-96", extension: "flac", secondBytes: 330_000 },
  { label: "MP3 V0", extension: "mp3", secondBytes: 31_000 },
  { label: "Opus", extension: "opus", secondBytes: 16_000 },
] as const;
const genres = [
  "ambient",
  "bluegrass",
  "chamber",
  "downtempo",
  "drone",
  "folk",
  "idm",
  "jazz",
  "klezmer",
  "post-rock",
  "shoegaze",
  "synth",
  "techno",
] as const;
const licences = ["CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC0"] as const;

/** An album that its makers gave away. */
export const makeAlbum: MakeWork = (random) => {
  const artist = artistName(random);
  const album = random.pick([
    `Songs for ${random.pick(moods)} ${plural(random.pick(things))}`,
    `${random.pick(moods)} ${random.pick(things)}`,
    `${random.pick(places)} Sessions`,
    `Live at the ${random.pick(things)}`,
  ]);
  const year = random.integer(1998, 2026);
  const format = random.pick(formats);
  const genre = random.pick(genres);
  const licence = random.pick(licences);
  const tracks = Array.from({ length: random.integer(5, 16) }, () => trackName(random));
  return {
    categorySlug: "music",
    title: `${artist} – ${album} (${year}) [${format.label}]`,
    name: folderName(`${artist} - ${album} (${year}) [${format.label}]`),
    files: [
      ...tracks.map((track, at) => ({
        path: `${twoDigits(at + 1)} ${track}.${format.extension}`,
        sizeBytes: random.integer(110, 520) * format.secondBytes,
      })),
      { path: "cover.jpg", sizeBytes: random.integer(120_000, 3_200_000) },
      textFile(random, "LICENSE.txt"),
    ],
    tags: [genre, format.extension, licence.split(" ").slice(0, 2).join("-").toLowerCase()],
    description: `**${artist}** – *${album}*, ${year}. ${genre}, ${licence}.

${tracks.map((track, at) => `${at + 1}. ${track}`).join("\n")}

${random.pick([
  "From the band's own master. Please send them a postcard.",
  "Ripped with an accurate drive; log and cue on request.",
  "Downloaded from the netlabel the week before it closed.",
])}`,
  };
};

/** A free audio book, a file a chapter. */
export const makeAudiobook: MakeWork = (random) => {
  const author = `${random.pick(givenNames)} ${random.pick(familyNames)}`;
  const reader = `${random.pick(givenNames)} ${random.pick(familyNames)}`;
  const book = `The ${random.pick(things)} at ${random.pick(places)}`;
  const chapters = random.integer(8, 60);
  return {
    categorySlug: "audiobooks",
    title: `${author} – ${book}, read by ${reader} [MP3 64k]`,
    name: folderName(`${author} - ${book}`),
    files: Array.from({ length: chapters }, (_, at) => ({
      path: `${twoDigits(at + 1)} - Chapter ${at + 1}.mp3`,
      sizeBytes: random.integer(480, 2600) * 8000,
    })),
    tags: ["audiobook", "public-domain", "mp3"],
    description: `*${book}* by ${author}, read by **${reader}**. ${chapters} chapters.

Text and recording are in the public domain. Volunteers listened to every chapter twice.`,
  };
};

/** Sounds of one place, at length. */
export const makeFieldRecording: MakeWork = (random) => {
  const place = random.pick(places);
  const subject = random.pick([
    "Dawn Chorus",
    "Harbour",
    "Night Rain",
    "Tram Depot",
    "Ice",
    "Market",
  ]);
  const year = random.integer(2012, 2026);
  const takes = random.integer(2, 9);
  const bytes = random.integer(200, 900) * mebibyte;
  return {
    categorySlug: "music",
    title: `Field recordings: ${subject}, ${place} (${year}) [WAV 48/24]`,
    name: folderName(`${place} ${subject} ${year}`),
    files: Array.from({ length: takes }, (_, at) => ({
      path: `take-${twoDigits(at + 1)}.wav`,
      sizeBytes: Math.min(bytes + random.integer(0, 90) * mebibyte, 2 * gibibyte),
    })),
    tags: ["field-recording", "wav", "cc0"],
    description: `Recorded in ${place} with a pair of omni microphones. No cuts, no filters. **CC0.**`,
  };
};

function artistName(random: Random): string {
  return random.pick([
    `The ${random.pick(moods)} ${plural(random.pick(things))}`,
    `${random.pick(givenNames)} ${random.pick(familyNames)}`,
    `${random.pick(givenNames)} ${random.pick(familyNames)} Trio`,
    `${random.pick(places)} Orchestra`,
  ]);
}

function trackName(random: Random): string {
  return random.pick([
    `${random.pick(moods)} ${random.pick(things)}`,
    random.pick(places),
    `${random.pick(givenNames)}'s ${random.pick(things)}`,
    `Under the ${random.pick(things)}`,
    `${random.pick(things)} in ${random.pick(["March", "June", "Blue", "Reverse", "Two Parts"])}`,
  ]);
}
