import { describe, expect, test } from "vitest";

import { nameProblem, passwordProblem } from "./rules";
import { newMemberSchema } from "./schema";

describe("usernames", () => {
  test.each(["ab", "Heron", "heron_2", "a.b-c", "_under", "x".repeat(24)])("%s is fine", (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  test.each([
    ["a", "2 to 24"],
    ["x".repeat(25), "2 to 24"],
    ["0123456789abcdef0123456789abcdef", "2 to 24"],
    ["with space", "letters, digits"],
    ["Zoë", "letters, digits"],
    ["a/b", "letters, digits"],
    ["..", "Begin with"],
    [".hidden", "Begin with"],
    ["-rf", "Begin with"],
    ["dot.", "End with"],
    ["staff", "reserved"],
    ["Admin", "reserved"],
    ["s.y-s_tem", "reserved"],
  ])("%s is refused: %s", (name, words) => {
    expect(nameProblem(name)).toContain(words);
  });
});

describe("passwords", () => {
  test.each(["ten chars!", "four words in a row", "Grün-weißes Öl", "1234567890x"])(
    "%s is fine",
    (password) => {
      expect(passwordProblem(password, "heron")).toBeNull();
    },
  );

  test.each([
    ["nine char", "at least 10"],
    // Ten UTF-16 units, five characters.
    ["😀😀😀😀😀", "at least 10"],
    ["x".repeat(257), "at most 256"],
    ["1234567890", "common"],
    ["0987654321", "common"],
    ["abcdefghijkl", "common"],
    ["aaaaaaaaaaaa", "common"],
    ["abcabcabcabc", "common"],
    ["Password123", "common"],
    ["PlumedHeron", "username"],
    ["PlumedHeron1", "username"],
  ])("%s is refused: %s", (password, words) => {
    expect(passwordProblem(password, "PlumedHeron")).toContain(words);
  });

  test("a long password may contain the name", () => {
    expect(passwordProblem("heron eats fish at dawn", "heron")).toBeNull();
  });
});

describe("a new member", () => {
  const fine = { name: "Heron", password: "a fine long password" };

  test("has the spaces around name and e-mail taken away, never those of the password", () => {
    const parsed = newMemberSchema.parse({
      name: " Heron ",
      email: " a@b.org ",
      password: " spaces around ",
    });
    expect(parsed).toEqual({ name: "Heron", email: "a@b.org", password: " spaces around " });
  });

  test.each([undefined, "", "  "])("may leave the e-mail out: %j", (email) => {
    expect(newMemberSchema.parse({ ...fine, email }).email).toBeUndefined();
  });

  test("hears of everything at once", () => {
    const { error } = newMemberSchema.safeParse({ name: "!", email: "nothing", password: "short" });
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([
      "name",
      "email",
      "password",
    ]);
  });
});
