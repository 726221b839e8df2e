import type { Random } from "../factories/random.ts";

import { gibibyte, type MakeWork, mebibyte, sizeBetween, slugName, textFile } from "./work.ts";

const distributions = [
  { name: "Harbor Linux", base: "an independent distribution with a two-year support cycle" },
  { name: "Tern OS", base: "a rolling release that boots to a desktop in four seconds" },
  { name: "Puffin Linux", base: "built for old machines with 512 MiB of memory" },
  { name: "Kestrel", base: "an immutable system with atomic updates" },
  { name: "Driftwood", base: "a source-based distribution with reproducible builds" },
  { name: "Lantern Linux", base: "made for classrooms, with an offline library" },
  { name: "Basalt Server", base: "hardened defaults, ten years of security updates" },
  { name: "Sparrow", base: "a live system that leaves no trace on the disk" },
  { name: "Meridian Linux", base: "packages a day behind upstream, tested by members" },
  { name: "Cobalt OS", base: "an audio workstation with a realtime kernel" },
] as const;

const editions = [
  "Desktop",
  "Server",
  "Minimal",
  "Live",
  "Netinst",
  "KDE",
  "Xfce",
  "GNOME",
] as const;
const architectures = ["amd64", "arm64", "riscv64", "ppc64le"] as const;

/** An installation image with its checksums and signature. */
export const makeImage: MakeWork = (random) => {
  const { name, base } = random.pick(distributions);
  const version = `${random.integer(19, 26)}.${random.pick(["04", "10", "1", "2", "3"])}`;
  const edition = random.pick(editions);
  const architecture = random.pick(architectures);
  const title = `${name} ${version} ${edition} ${architecture}`;
  const file = `${slugName(title).toLowerCase()}.iso`;
  const sizeBytes = sizeBetween(random, 350 * mebibyte, 5 * gibibyte);
  const isAlone = random.chance(0.4);
  return {
    categorySlug: "software",
    title,
    name: isAlone ? file : slugName(title).toLowerCase(),
    files: isAlone
      ? [{ path: file, sizeBytes }]
      : [
          { path: file, sizeBytes },
          { path: "SHA256SUMS", sizeBytes: 96 },
          { path: "SHA256SUMS.sig", sizeBytes: 833 },
          textFile(random, "RELEASE-NOTES.txt"),
        ],
    tags: ["linux", "iso", architecture, edition.toLowerCase()],
    description: imageDescription(random, { name, version, base, edition, file }),
  };
};

interface Image {
  name: string;
  version: string;
  base: string;
  edition: string;
  file: string;
}

function imageDescription(random: Random, image: Image): string {
  return `**${image.name} ${image.version}**, ${image.edition.toLowerCase()} edition: ${image.base}.

## What is new

- Kernel ${random.integer(5, 7)}.${random.integer(1, 19)} with firmware for this year's laptops
- Installer asks ${random.integer(3, 7)} questions fewer
- ${random.integer(800, 4200)} packages updated

## Check it

\`\`\`sh
sha256sum --check --ignore-missing SHA256SUMS
\`\`\`

The image boots from USB as it is: \`dd if=${image.file} of=/dev/sdX bs=4M\`.`;
}

const games = [
  "Skirmish",
  "Kart",
  "Tactics",
  "Colony",
  "Golf",
  "Pinball",
  "Rally",
  "Quest",
] as const;
const gameSettings = ["Moss", "Comet", "Copper", "Turnip", "Beetle", "Glacier", "Pixel"] as const;

/** A free game for three systems. */
export const makeGame: MakeWork = (random) => {
  const version = `${random.integer(0, 4)}.${random.integer(0, 20)}.${random.integer(0, 9)}`;
  const title = `${random.pick(gameSettings)} ${random.pick(games)} ${version}`;
  const stem = slugName(title).toLowerCase();
  const sizeBytes = sizeBetween(random, 40 * mebibyte, 3 * gibibyte);
  const build = (suffix: string, share: number) => ({
    path: `${stem}-${suffix}`,
    sizeBytes: Math.round(sizeBytes * share),
  });
  return {
    categorySlug: "games",
    title: `${title} (Linux, macOS, Windows)`,
    name: stem,
    files: [
      build("linux-x86_64.tar.xz", 1),
      build("macos-universal.dmg", 1.1),
      build("windows-x64.zip", 1.05),
      build("sources.tar.xz", 0.3),
      textFile(random, "COPYING"),
      textFile(random, "README.md"),
    ],
    tags: ["game", "gpl", random.pick(["multiplayer", "single-player", "co-op"])],
    description: `Free software under the GPL. All builds and the sources that made them.

| System | Needs |
|---|---|
| Linux | OpenGL 3.3, glibc 2.31 |
| macOS | 12 or newer |
| Windows | 10 or newer |

Server browser works; ask in the comments for a match on ${random.pick(["Friday", "Saturday", "Sunday"])}.`,
  };
};
