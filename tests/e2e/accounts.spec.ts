import { createHash, randomBytes } from "node:crypto";

import type { Page } from "@playwright/test";

import type { PrismaClient } from "../../lib/db/generated/client.ts";
import { createMember, factoryPassword } from "../../prisma/factories/members.ts";
import { expect, expectAccessible, test } from "./support/fixtures.ts";

const password = "a fine long password";
let made = 0;
/** Names must differ between the tests of one site, which run in any order. */
const freshName = () => `Fledgling${process.pid}_${(made += 1)}`;

async function setRegistration(db: PrismaClient, value: "open" | "invite" | "closed") {
  await db.setting.upsert({
    where: { key: "registration" },
    create: { key: "registration", value },
    update: { value },
  });
}

/** Settings are cached for a second: the page is asked until it knows of the change. */
async function openUntil(page: Page, path: string, words: string | RegExp) {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByText(words).first()).toBeVisible({ timeout: 200 });
  }).toPass();
}

async function register(page: Page, name: string, more: { email?: string } = {}) {
  await page.getByLabel("Username").fill(name);
  if (more.email !== undefined) await page.getByLabel("E-mail").fill(more.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Register" }).click();
}

const userMenu = (page: Page) => page.locator("header summary");

test.describe("a stranger", () => {
  test("sees a door and nothing behind it", async ({ page, db }) => {
    await setRegistration(db, "open");
    await createMember(db, { role: "owner" });
    await openUntil(page, "/", "Everyone may register.");
    await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
    await expectAccessible(page);

    const { name } = await createMember(db);
    for (const path of [`/members/${name}`, "/members/NobodyAtAll", "/settings", "/invites"]) {
      await page.goto(path);
      await expect(page).toHaveURL(`/login?next=${encodeURIComponent(path)}`);
    }
  });

  test("registers, is signed in, and signs out", async ({ page, db }) => {
    await setRegistration(db, "open");
    const name = freshName();
    await openUntil(page, "/register", "Other members see it.");
    await expectAccessible(page);
    await register(page, name, { email: `${name}@example.org` });
    await expect(page).toHaveURL("/torrents");

    await page.goto(`/members/${name}`);
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await userMenu(page).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL("/login");
    await page.goto("/settings");
    await expect(page).toHaveURL(/\/login/);
  });

  test("loses nothing that was typed when the form comes back", async ({ page, db }) => {
    await setRegistration(db, "open");
    const { name } = await createMember(db);
    await openUntil(page, "/register", "Other members see it.");
    await register(page, name.toUpperCase(), { email: "kept@example.org" });
    await expect(page.getByText("This username is taken.").first()).toBeVisible();
    await expect(page.getByLabel("Username")).toHaveValue(name.toUpperCase());
    await expect(page.getByLabel("Username")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("E-mail")).toHaveValue("kept@example.org");
    await expect(page.getByLabel("Password")).toHaveValue("");
    await expectAccessible(page);
  });

  test("with a known e-mail address is told nothing of it", async ({ page, db }) => {
    await setRegistration(db, "open");
    const { email } = await createMember(db);
    await openUntil(page, "/register", "Other members see it.");
    await register(page, freshName(), { email: email ?? "" });
    await expect(page).toHaveURL("/torrents");
  });

  test("cannot register where it is closed", async ({ page, db }) => {
    await setRegistration(db, "closed");
    await openUntil(page, "/register", "Registration is closed.");
    await expect(page.getByRole("button", { name: "Register" })).toHaveCount(0);
  });
});

test("every page carries a policy of its own, and lets nobody else in", async ({ page }) => {
  const policies = [];
  for (const path of ["/login", "/login", "/register"]) {
    const headers = (await page.request.get(path)).headers();
    expect(headers).toMatchObject({
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cache-control": expect.stringContaining("no-store"),
    });
    expect(headers["x-powered-by"]).toBeUndefined();
    policies.push(headers["content-security-policy"] ?? "");
  }
  for (const policy of policies) {
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  }
  expect(new Set(policies).size).toBe(3);
});

test("a form sent from another site does nothing", async ({ page, db, site }) => {
  const member = await createMember(db);
  await page.goto("/login");
  const hidden = await page
    .getByRole("main")
    .locator("form input[type=hidden]")
    .evaluateAll((inputs: HTMLInputElement[]) =>
      inputs.map((input) => [input.name, input.value] as const),
    );
  const multipart = {
    ...Object.fromEntries(hidden),
    name: member.name,
    password: factoryPassword,
  };
  const sendFrom = (origin: string) =>
    page.request.post("/login", { multipart, headers: { origin }, maxRedirects: 0 });
  const foreign = await sendFrom("https://evil.example");
  expect(foreign.headers()["set-cookie"] ?? "").not.toContain("session-token");
  const sessions = () => db.session.findMany({ where: { memberId: member.id } });
  expect(await sessions()).toEqual([]);
  await sendFrom(site.url);
  expect(await sessions()).toMatchObject([{ address: "127.0.0.1" }]);
});

test.describe("signing in", () => {
  test("leads to where one wanted to go", async ({ page, db }) => {
    const member = await createMember(db);
    await page.goto(`/members/${member.name}?view=uploads`);
    await page.getByLabel("Username").fill(member.name.toUpperCase());
    await page.getByLabel("Password").fill(factoryPassword);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`/members/${member.name}?view=uploads`);
  });

  test("never leads to another site", async ({ page, db }) => {
    const member = await createMember(db);
    await page.goto("/login?next=//evil.example/");
    await page.getByLabel("Username").fill(member.name);
    await page.getByLabel("Password").fill(factoryPassword);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL("/torrents");
  });

  test("answers a wrong password and an unknown name with the same page", async ({ page, db }) => {
    const { name } = await createMember(db);
    const answerTo = async (tried: string) => {
      await page.goto("/login");
      await page.getByLabel("Username").fill(tried);
      await page.getByLabel("Password").fill("not this one");
      await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
      await expect(page.getByLabel("Username")).toHaveValue(tried);
      return page.getByRole("main").innerText();
    };
    expect(await answerTo(name)).toBe(await answerTo("NobodyHasThisName"));
    await expect(page.getByText("Wrong username or password.")).toBeVisible();
    await expectAccessible(page);
  });

  test("is over after ten wrong passwords, for a while", async ({ page, db }) => {
    const member = await createMember(db);
    const answers = [...Array<string>(10).fill("Wrong username"), "Too many failed tries."];
    for (const words of answers) {
      // The same words may stand there from the try before: a new page has none.
      await page.goto("/login");
      await page.getByLabel("Username").fill(member.name);
      await page.getByLabel("Password").fill("not this one");
      await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText(words)).toBeVisible();
    }
    await db.throttle.deleteMany();
  });

  test("tells a banned member why, with the right password only", async ({ page, db }) => {
    const member = await createMember(db, { bannedAt: new Date(), banReason: "Ratio cheating" });
    await page.goto("/login");
    await page.getByLabel("Username").fill(member.name);
    await page.getByLabel("Password").fill("not this one");
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("Wrong username or password.")).toBeVisible();
    await page.getByLabel("Password").fill(factoryPassword);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("This account is banned. Reason: Ratio cheating")).toBeVisible();
    await db.throttle.deleteMany();
  });
});

test("an invite lets one newcomer in, and the member sees who came", async ({
  page,
  browser,
  db,
  signInAs,
  site,
}) => {
  await setRegistration(db, "invite");
  const member = await createMember(db);
  await signInAs(member);
  await openUntil(page, "/invites", "Create one and send its link");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create invite" }).click();
  const link = page.getByLabel("Invite link", { exact: true });
  await expect(link).toHaveValue(/\/register\?invite=[\w-]{24}$/);
  await expectAccessible(page);
  const address = await link.inputValue();
  expect(address.startsWith(site.url)).toBe(true);

  const guest = await browser.newContext({ baseURL: site.url });
  const newcomer = await guest.newPage();
  const name = freshName();
  await newcomer.goto(address);
  await expect(newcomer.getByText(`${member.name} has invited you.`)).toBeVisible();
  await register(newcomer, name);
  await expect(newcomer).toHaveURL("/torrents");
  await guest.clearCookies();
  await newcomer.goto(address);
  await expect(newcomer.getByText("This invite was used")).toBeVisible();
  await guest.close();

  await page.goto("/invites");
  await expect(page.getByRole("link", { name })).toBeVisible();
  await expect(page.getByText("Used", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Create invite" }).click();
  await page.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("button", { name: "Revoke" })).toHaveCount(0);
  await setRegistration(db, "open");
});

test.describe("the first set-up", () => {
  const linkFor = async (db: PrismaClient) => {
    await db.member.updateMany({ where: { role: "owner" }, data: { role: "member" } });
    const token = randomBytes(24).toString("base64url");
    const id = createHash("sha256").update(token).digest("hex");
    const expiresAt = new Date(Date.now() + 3_600_000);
    await db.setupToken.create({ data: { id, expiresAt } });
    return `/setup/${token}`;
  };

  test("makes the owner and names the site", async ({ page, db }) => {
    const link = await linkFor(db);
    const name = freshName();
    await page.goto("/");
    await expect(page.getByText("This site waits for its owner")).toBeVisible();
    await page.goto(link);
    await expectAccessible(page);
    await page.getByLabel("Site name").fill("The Hive");
    await page.getByLabel("Registration").selectOption("closed");
    await page.getByLabel("Username").fill(name);
    await page.getByLabel("Password").fill("short");
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByText("Use at least 10 characters.")).toBeVisible();
    await expect(page.getByLabel("Site name")).toHaveValue("The Hive");
    await expect(page.getByLabel("Registration")).toHaveValue("closed");
    await expect(page.getByLabel("Username")).toHaveValue(name);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page).toHaveURL("/torrents");

    await page.goto(`/members/${name}`);
    await expect(page.getByText("Owner", { exact: true })).toBeVisible();
    await expect(page).toHaveTitle(`${name} · The Hive`);
    await db.setting.deleteMany();
  });

  test.describe("by a link that is over", () => {
    test.use({ expectedConsoleErrors: [/404/] });

    test("is refused with the reason", async ({ page, db }) => {
      const link = await linkFor(db);
      await db.setupToken.updateMany({ data: { usedAt: new Date() } });
      const answer = await page.goto(link);
      expect(answer?.status()).toBe(404);
      await expect(page.getByText("It was used, or has expired.")).toBeVisible();
    });
  });
});
