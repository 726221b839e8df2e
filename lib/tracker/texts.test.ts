import { expect, test } from "vitest";

import { refusalTexts } from "./refusals";
import { warningTexts } from "./warnings";

/** What qui and autobrr look for, anywhere in a text and whatever its case. */
const GONE = [
  ...["unregistered", "not registered", "infohash not found", "torrent has been deleted"],
  ...["trump", "dupe", "nuked", "not exist", "unknown", "dead"],
];
const ILL = ["down", "maintenance", "timeout", "unauthorized", "forbidden", "offline"];

const texts = [...refusalTexts(), ...warningTexts()];
const has = (says: string, words: string[]): boolean =>
  words.some((word) => says.toLowerCase().includes(word));

test("only a torrent that is gone is told so in words that make tools remove it", () => {
  const gone = texts.filter(([, says]) => has(says, GONE)).map(([code]) => code);
  expect(gone).toEqual(["torrent_unregistered", "torrent_deleted"]);
});

test("no text makes tools believe that the tracker is ill", () => {
  expect(texts.filter(([, says]) => has(says, ILL))).toEqual([]);
});
