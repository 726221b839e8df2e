import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { deviceOf, newSessionToken, sessionIdOf } from "./rules";

test("the database holds the token's SHA-256", () => {
  const token = newSessionToken();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(sessionIdOf(token)).toBe(createHash("sha256").update(token).digest("hex"));
});

test.each(["", "x", "x".repeat(44), "' OR 1=1 --".padEnd(43, "x")])("%j is no token", (text) => {
  expect(sessionIdOf(text)).toBeNull();
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari on iOS",
  ],
  [
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    "Chrome on Android",
  ],
  ["curl/8.15.0", "Unknown device"],
  ["", "Unknown device"],
])("%s is %s", (userAgent, words) => {
  expect(deviceOf(userAgent)).toBe(words);
});
