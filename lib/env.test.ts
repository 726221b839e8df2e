import { describe, expect, test } from "vitest";

import { parseEnv } from "./env";

const least = {
  DATABASE_URL: "postgresql://keeper:honey@localhost/swarmkeep",
  AUTH_SECRET: "0123456789abcdef0123456789abcdef",
};

test("only the database and the secret must be given", () => {
  expect(parseEnv(least)).toMatchObject({
    PORT: 3000,
    HOST: "::",
    DATA_DIR: ".data",
    ROLE: "all",
    NODE_ENV: "production",
    TRUSTED_PROXIES: [],
  });
});

test("an empty variable counts as absent, as in a compose file", () => {
  expect(parseEnv({ ...least, PORT: "", BASE_URL: "", OWNER_NAME: "" }).PORT).toBe(3000);
});

test("what is missing is named, all of it at once", () => {
  expect(() => parseEnv({})).toThrow(/DATABASE_URL: is missing.*\n.*AUTH_SECRET: is missing/);
});

test("the address loses its last slash", () => {
  expect(parseEnv({ ...least, BASE_URL: "https://Tracker.example/" }).BASE_URL).toBe(
    "https://tracker.example",
  );
});

test("proxies are addresses and networks with commas between", () => {
  const { TRUSTED_PROXIES } = parseEnv({ ...least, TRUSTED_PROXIES: "10.0.0.0/8, ::1,172.16.0.1" });
  expect(TRUSTED_PROXIES).toEqual(["10.0.0.0/8", "::1", "172.16.0.1"]);
});

test("an owner is given whole", () => {
  expect(() => parseEnv({ ...least, OWNER_NAME: "keeper" })).toThrow(
    /OWNER_PASSWORD: goes with.*\n.*OWNER_EMAIL: goes with/,
  );
});

describe("a bad value is refused by its name", () => {
  test.each([
    ["PORT", "http", "must be a whole number from 0 to 65535"],
    ["PORT", "70000", "must be a whole number from 0 to 65535"],
    ["PORT", "80.5", "must be a whole number from 0 to 65535"],
    ["UDP_PORT", "0", "must be a whole number from 1 to 65535"],
    ["DATABASE_POOL_SIZE", "1", "must be a whole number from 2 to 200"],
    ["DATABASE_URL", "mysql://localhost/x", "must start with postgresql://"],
    ["AUTH_SECRET", "short", "must have at least 32 characters"],
    ["BASE_URL", "tracker.example", "must look like https://tracker.example"],
    ["BASE_URL", "ftp://tracker.example", "must look like https://tracker.example"],
    ["BASE_URL", "https://example.org/tracker", "without a path"],
    ["TRUSTED_PROXIES", "10.0.0.0/33", "is not an IP address or a network"],
    ["TRUSTED_PROXIES", "proxy.example", "is not an IP address or a network"],
    ["ROLE", "proxy", "must be all, tracker, web"],
    ["OWNER_EMAIL", "keeper", "is not an e-mail address"],
  ])("%s=%s", (name, value, words) => {
    expect(() => parseEnv({ ...least, [name]: value })).toThrow(
      new RegExp(`${name}[^\n]*: [^\n]*${words}`),
    );
  });
});
