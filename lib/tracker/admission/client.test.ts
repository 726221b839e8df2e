import { expect, test } from "vitest";

import { admitClient, type ClientRule } from "./client";

const rule = (changes: Partial<ClientRule>): ClientRule => ({
  verdict: "deny",
  field: "peer_id",
  prefix: "-XL",
  note: "",
  ...changes,
});
const admit = (rules: ClientRule[], onlyAllowed = false, client = ["-XL0012-x", "Xunlei/1"]) =>
  admitClient({ rules, onlyAllowed }, client[0] ?? "", client[1] ?? "")?.reason ?? "welcome";

test("without rules every client is welcome", () => {
  expect(admit([])).toBe("welcome");
});

test("a rule denies by the beginning of the peer id or the user agent, with its note", () => {
  expect(admit([rule({ note: "It takes and gives nothing." })])).toBe(
    "This client may not be used here: It takes and gives nothing.",
  );
  expect(admit([rule({ field: "user_agent", prefix: "xunlei/" })])).toContain("xunlei/");
  expect(admit([rule({ prefix: "-xl" })])).toBe("welcome");
  expect(admit([rule({ prefix: "XL" })])).toBe("welcome");
});

test("when only allowed clients are welcome, one that no rule names is not", () => {
  expect(admit([], true)).toContain("not on the list");
  expect(admit([rule({ verdict: "allow" })], true)).toBe("welcome");
});

test("a rule that denies wins over one that allows, whichever came first", () => {
  const rules = [rule({ verdict: "allow", prefix: "-X" }), rule({ prefix: "-XL0012" })];
  expect(admit(rules)).not.toBe("welcome");
  expect(admit(rules.toReversed(), true)).not.toBe("welcome");
  expect(admit(rules, true, ["-XL0013-x", ""])).toBe("welcome");
});
