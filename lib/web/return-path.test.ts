import { expect, test } from "vitest";

import { returnPath, signInHref } from "./return-path";

test.each(["/torrents/12", "/members/Heron?page=2", "/upload"])(
  "%s is a place to return to",
  (p) => {
    expect(returnPath(p)).toBe(p);
  },
);

test.each([
  "//evil.example",
  "/\\evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/a\\b",
  "/a b",
  "",
  "/",
  "/login",
  "/login?next=/login",
  "/setup/secret",
  null,
  undefined,
])("%s leads to the members' home", (wanted) => {
  expect(returnPath(wanted)).toBe("/torrents");
});

test("the sign-in page is told where to go back to, but not the obvious", () => {
  expect(signInHref("/members/Heron?a=1&b=2")).toBe(
    "/login?next=%2Fmembers%2FHeron%3Fa%3D1%26b%3D2",
  );
  expect(signInHref("/torrents")).toBe("/login");
});
