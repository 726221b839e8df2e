import {
  folderName,
  gibibyte,
  kibibyte,
  type MakeWork,
  mebibyte,
  sizeBetween,
  slugName,
  textFile,
  twoDigits,
} from "./work.ts";
import { familyNames, givenNames, places } from "./words.ts";

const measured = [
  { what: "Tide Gauges", unit: "minute means", tag: "ocean" },
  { what: "Rain Radar", unit: "five-minute composites", tag: "weather" },
  { what: "Bus Positions", unit: "ten-second fixes", tag: "transport" },
  { what: "Bird Counts", unit: "daily counts", tag: "ecology" },
  { what: "Street Trees", unit: "one row a tree", tag: "city" },
  { what: "Air Quality", unit: "hourly means", tag: "environment" },
  { what: "Parish Registers", unit: "transcribed by volunteers", tag: "history" },
  { what: "Aerial Photographs", unit: "20 cm orthophotos", tag: "maps" },
  { what: "Seismic Traces", unit: "100 Hz waveforms", tag: "geology" },
  { what: "Speech Samples", unit: "read sentences with transcripts", tag: "language" },
] as const;
const tableFormats = ["CSV", "Parquet", "GeoPackage", "NetCDF"] as const;

/** A data set with a file a year. */
export const makeDataSet: MakeWork = (random) => {
  const { what, unit, tag } = random.pick(measured);
  const place = random.pick(places);
  const format = random.pick(tableFormats);
  const lastYear = random.integer(2016, 2026);
  const years = random.integer(3, 30);
  const yearBytes = sizeBetween(random, 6 * mebibyte, 4 * gibibyte);
  const stem = slugName(`${place} ${what}`).toLowerCase();
  const extension =
    format === "GeoPackage" ? "gpkg" : format === "NetCDF" ? "nc" : format.toLowerCase();
  return {
    categorySlug: "other",
    title: `${place} ${what} ${lastYear - years + 1}–${lastYear} (${format})`,
    name: `${stem}-${lastYear}`,
    files: [
      textFile(random, "README.md"),
      textFile(random, "LICENSE"),
      { path: "checksums.sha256", sizeBytes: 90 * years },
      ...Array.from({ length: years }, (_, at) => ({
        path: `data/${stem}-${lastYear - years + 1 + at}.${extension}`,
        sizeBytes: Math.round(yearBytes * (0.7 + random.fraction() * 0.6)),
      })),
    ],
    tags: ["dataset", tag, format.toLowerCase()],
    description: `${what} of ${place}, ${unit}, ${years} years.

| Column | Meaning |
|---|---|
| \`time\` | UTC, ISO 8601 |
| \`station\` | see \`README.md\` |
| \`value\` | as measured, nothing filled in |
| \`quality\` | 0 good, 1 doubtful, 2 missing |

Published as open data (ODC-BY). Checked against \`checksums.sha256\` before the upload.`,
  };
};

const subjects = [
  "Coastal Lichens",
  "Wooden Boats",
  "Celestial Navigation",
  "Mosses",
  "Hand Bookbinding",
  "Number Theory",
  "Letterpress",
  "Soil",
  "Bicycle Wheels",
  "Old Maps",
  "Sourdough",
  "Compilers",
  "Knots",
  "Small Radios",
  "Cloud Forms",
  "Type Design",
  "Watch Repair",
  "Graph Algorithms",
] as const;
const bookForms = [
  "A Field Guide to",
  "An Introduction to",
  "Notes on",
  "The Complete Book of",
  "Essays on",
  "A Short History of",
  "Problems in",
] as const;

/** A free book in two formats. */
export const makeBook: MakeWork = (random) => {
  const author = `${random.pick(givenNames)} ${random.pick(familyNames)}`;
  const name = `${random.pick(bookForms)} ${random.pick(subjects)}`;
  const year = random.integer(1890, 2026);
  const edition = random.pick(["", ", 2nd edition", ", 3rd edition", ", annotated"]);
  const stem = folderName(`${author} - ${name} (${year})`);
  return {
    categorySlug: "books",
    title: `${author} – ${name}${edition} (${year}) [EPUB, PDF]`,
    name: stem,
    files: [
      { path: `${stem}.epub`, sizeBytes: sizeBetween(random, 300 * kibibyte, 30 * mebibyte) },
      { path: `${stem}.pdf`, sizeBytes: sizeBetween(random, 2 * mebibyte, 220 * mebibyte) },
      { path: "cover.jpg", sizeBytes: random.integer(60_000, 900_000) },
    ],
    tags: ["book", "epub", "pdf", year < 1930 ? "public-domain" : "cc-by-sa"],
    description: `*${name}*${edition} by **${author}**, ${year}, ${random.integer(96, 840)} pages.

${
  year < 1930
    ? "Scanned at 600 dpi, proofread three times, index linked."
    : "Published by its author under CC BY-SA. The EPUB passes epubcheck without a warning."
}`,
  };
};

const courses = [
  "Fluid Mechanics",
  "Linear Algebra",
  "Ancient Greek",
  "Operating Systems",
  "Music Theory",
  "Statistics",
  "Astronomy",
  "Economic History",
  "Cryptography",
  "Plant Anatomy",
] as const;

/** A course of recorded lectures with slides. */
export const makeCourse: MakeWork = (random) => {
  const course = random.pick(courses);
  const place = random.pick(places);
  const year = random.integer(2011, 2026);
  const lectures = random.integer(8, 32);
  const bytes = sizeBetween(random, 140 * mebibyte, 900 * mebibyte);
  const name = `${course} – ${lectures} lectures, University of ${place} (${year})`;
  return {
    categorySlug: "other",
    title: name,
    name: folderName(name),
    files: Array.from({ length: lectures }, (_, at) => twoDigits(at + 1)).flatMap((number) => [
      {
        path: `Lecture ${number}/video.mp4`,
        sizeBytes: Math.round(bytes * (0.8 + random.fraction() * 0.4)),
      },
      { path: `Lecture ${number}/slides.pdf`, sizeBytes: random.integer(300_000, 9_000_000) },
      { path: `Lecture ${number}/captions.vtt`, sizeBytes: random.integer(30_000, 120_000) },
    ]),
    tags: ["course", "lectures", "cc-by-nc-sa"],
    description: `${lectures} lectures with slides and captions. Problem sheets are linked from the slides.

> You need no more than school mathematics for the first ${random.integer(3, 8)} weeks.

Licence: CC BY-NC-SA 4.0.`,
  };
};
