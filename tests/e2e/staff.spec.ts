import type { Page } from "@playwright/test";

import { createMember } from "../../prisma/factories/members.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { expect, expectAccessible, test } from "./support/fixtures.ts";

/** What the tracker answers to a client, as text: a refusal's words are ASCII. */
async function announce(
  siteUrl: string,
  { passkey, infoHash }: { passkey: string; infoHash: Uint8Array | null },
): Promise<string> {
  const hash = [...(infoHash ?? [])].map((byte) => `%${byte.toString(16).padStart(2, "0")}`);
  const query = `info_hash=${hash.join("")}&peer_id=-TR4060-staff0000001&port=51413&uploaded=0&downloaded=0&left=0&compact=1`;
  const reply = await fetch(`${siteUrl}/announce/${passkey}?${query}`);
  return Buffer.from(await reply.arrayBuffer()).toString("latin1");
}

/** Opens one of the acts of a member's page, which wait behind a button each. */
async function openAct(page: Page, name: string, member: string) {
  await page.locator("summary", { hasText: new RegExp(`^${name}$`) }).click();
  return page.getByRole("form", { name: `${name}: ${member}` });
}

test("a moderator deletes a torrent; uploader, clients and audit log get the reason", async ({
  page,
  db,
  site,
  signInAs,
}) => {
  const moderator = await createMember(db, { role: "moderator" });
  const uploader = await createMember(db);
  const torrent = await createTorrent(db, { uploaderId: uploader.id });
  const client = { passkey: uploader.passkey, infoHash: torrent.infoHashV1 };
  await expect.poll(() => announce(site.url, client)).not.toContain("failure reason");

  await signInAs(moderator);
  await page.goto(`/staff/torrents?q=%23${torrent.id}`);
  await page.getByRole("link", { name: torrent.title }).click();
  await page.getByRole("link", { name: "Delete" }).click();
  await expect(page.getByText(`${uploader.name} gets a notice`)).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Delete torrent" }).click();
  await expect(page.getByText("Give a reason.")).toBeVisible();
  await page.getByLabel("Reason").fill("Broken archive");
  await page.getByRole("button", { name: "Delete torrent" }).click();

  await expect(page).toHaveURL(new RegExp(`/staff/torrents/${torrent.id}$`));
  await expect(page.getByRole("region", { name: "Deleted" })).toContainText("Broken archive");
  await expect(page.getByRole("region", { name: "Staff acts" })).toContainText("Deleted torrent");
  await expect
    .poll(() => announce(site.url, client), { timeout: 1000, intervals: [50] })
    .toMatch(/failure reason.*Broken archive/);

  await page.locator("summary", { hasText: "Restore" }).click();
  await page.getByLabel("Reason").fill("Fixed meanwhile");
  await page.getByRole("button", { name: "Restore torrent" }).click();
  await expect(page.getByRole("link", { name: "Delete" })).toBeVisible();
  await expect
    .poll(() => announce(site.url, client), { timeout: 1000, intervals: [50] })
    .not.toContain("failure reason");
});

test("the uploader reads staff's reasons as notices and marks them as read", async ({
  page,
  db,
  browser,
  site,
  signInAs,
}) => {
  const moderator = await createMember(db, { role: "moderator" });
  const uploader = await createMember(db);
  const torrent = await createTorrent(db, { uploaderId: uploader.id, title: "Olde Title" });

  const staff = await browser.newContext({ baseURL: site.url });
  const desk = await staff.newPage();
  await signInOn(desk, moderator.name);
  await desk.goto(`/staff/torrents/${torrent.id}/edit`);
  await desk.getByLabel("Title").fill("New Title");
  await desk.getByLabel("Tags").fill("linux iso");
  await desk.getByRole("button", { name: "Save torrent" }).click();
  await expect(desk.getByText("Give a reason.")).toBeVisible();
  await expect(desk.getByLabel("Title")).toHaveValue("New Title");
  await desk.getByLabel("Reason").fill("Spelling of the title");
  await desk.getByRole("button", { name: "Save torrent" }).click();
  await expect(desk.getByRole("heading", { name: "New Title" })).toBeVisible();
  const acts = desk.getByRole("region", { name: "Staff acts" });
  await expect(acts).toContainText("Edited torrent");
  await expect(acts).toContainText("Olde Title");
  await staff.close();

  await signInAs(uploader);
  await page.getByRole("link", { name: "Notices, 1 unread" }).click();
  await expect(page.getByText(/“New Title” was edited.*Spelling of the title/)).toBeVisible();
  await expect(page.getByText(moderator.name)).toBeHidden();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await expect(page.getByRole("link", { name: "Notices", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Mark all as read" })).toBeHidden();
});

test("a moderator bans and unbans a member, who is out everywhere at once", async ({
  page,
  db,
  browser,
  site,
  signInAs,
}) => {
  const moderator = await createMember(db, { role: "moderator" });
  const member = await createMember(db);
  const { infoHashV1: infoHash } = await createTorrent(db, { uploaderId: member.id });
  const client = { passkey: member.passkey, infoHash };
  const theirs = await browser.newContext({ baseURL: site.url });
  const theirPage = await theirs.newPage();
  await signInOn(theirPage, member.name);
  await theirPage.goto("/settings");
  await expect(theirPage).toHaveURL(/\/settings$/);

  await signInAs(moderator);
  await page.goto("/staff/members");
  await page.getByLabel("Username or e-mail").fill(member.name);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: member.name }).click();
  await expect(page.getByRole("region", { name: "Sessions" })).toContainText("live");
  const ban = await openAct(page, "Ban", member.name);
  await ban.getByRole("button", { name: "Ban member" }).click();
  await expect(ban.getByText("Give a reason.")).toBeVisible();
  await ban.getByLabel("Reason").fill("Shared an account");
  await ban.getByRole("button", { name: "Ban member" }).click();
  await expect(page.getByRole("region", { name: "Banned" })).toContainText("Shared an account");
  await expect(page.getByRole("region", { name: "Sessions" })).not.toContainText("live");
  await expectAccessible(page);
  await expect
    .poll(() => announce(site.url, client), { timeout: 1000, intervals: [50] })
    .toMatch(/failure reason.*Shared an account/);
  await theirPage.goto("/settings");
  await expect(theirPage).toHaveURL(/\/login/);

  const unban = await openAct(page, "Unban", member.name);
  await unban.getByLabel("Reason").fill("It was a sibling");
  await unban.getByRole("button", { name: "Unban member" }).click();
  await expect(page.getByRole("region", { name: "Banned" })).toBeHidden();
  await expect
    .poll(() => announce(site.url, client), { timeout: 1000, intervals: [50] })
    .not.toContain("failure reason");
  await signInOn(theirPage, member.name);
  await theirs.close();
});

test("an admin gives a role and resets a passkey; nothing is offered on those above", async ({
  page,
  db,
  site,
  signInAs,
}) => {
  const admin = await createMember(db, { role: "admin" });
  const owner = await createMember(db, { role: "owner" });
  const member = await createMember(db);
  await signInAs(admin);

  await page.goto(`/staff/members/${member.name}`);
  const role = await openAct(page, "Change role", member.name);
  await role.getByLabel("Role").selectOption("moderator");
  await role.getByLabel("Reason").fill("Good helper");
  await role.getByRole("button", { name: "Change role" }).click();
  await expect(page.getByRole("region", { name: "Staff acts" })).toContainText("Changed role");

  await page.goto(`/staff/members/${member.name}`);
  const reset = await openAct(page, "Reset passkey", member.name);
  await reset.getByLabel("Reason").fill("It leaked");
  await reset.getByRole("button", { name: "Reset passkey" }).click();
  await expect(page.getByText(`The passkey of ${member.name} is new.`)).toBeVisible();
  const old = { passkey: member.passkey, infoHash: new Uint8Array(20) };
  await expect
    .poll(() => announce(site.url, old), { timeout: 1000, intervals: [50] })
    .toContain("failure reason");

  await page.goto(`/staff/members/${owner.name}`);
  await expect(page.getByText("Only staff above the role owner may do this.")).toBeVisible();
  await expect(page.locator("summary", { hasText: "Ban" })).toBeHidden();
  await expect(page.getByText(owner.email ?? "?")).toBeHidden();
});

test.describe("settings", () => {
  test.afterEach(async ({ db }) => {
    await db.setting.deleteMany();
  });

  test("an admin changes settings within their bounds and finds it in the audit log", async ({
    page,
    db,
    signInAs,
  }) => {
    const admin = await createMember(db, { role: "admin" });
    await signInAs(admin);
    await page.goto("/staff/settings");
    await page.getByLabel("Invite lifetime").fill("91");
    await page.getByLabel("Source tag").fill("HIVE");
    await page.getByRole("button", { name: "Save settings" }).click();
    await expect(page.getByText("At most 90.").first()).toBeVisible();
    await expect(page.getByLabel("Source tag")).toHaveValue("HIVE");
    await expectAccessible(page);

    await page.getByLabel("Invite lifetime").fill("30");
    await page.getByLabel("Reason").fill("Holidays");
    await page.getByRole("button", { name: "Save settings" }).click();
    await expect(page.getByText("The settings are saved.")).toBeVisible();
    await page.goto("/staff/settings");
    await expect(page.getByLabel("Invite lifetime")).toHaveValue("30");

    await page.goto("/staff/audit");
    await page.getByLabel("Who").fill(admin.name);
    await page.getByLabel("Act").selectOption("settings.edit");
    await page.getByRole("button", { name: "Search" }).click();
    await expect(page).toHaveURL(/action=settings\.edit/);
    const log = page.getByRole("region", { name: "Audit log" });
    await expect(log.getByRole("row")).toHaveCount(2);
    await expect(log).toContainText("Holidays");
    await expect(log).toContainText(/Invite lifetime\s*7\s*→\s*became\s*30/);
    await expect(log).toContainText(/Source tag\s*Swarmkeep\s*→\s*became\s*HIVE/);
  });
});

test("the overview counts the site and leads to what staff do", async ({ page, db, signInAs }) => {
  const moderator = await createMember(db, { role: "moderator" });
  await signInAs(moderator);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Staff" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Staff" })).toBeVisible();
  const sections = page.getByRole("navigation", { name: "Staff" });
  const theirs = ["Overview", "Torrents", "Members", "Clients"];
  await expect(sections.getByRole("link")).toHaveText(theirs);
});

test.describe("what is not there for one", () => {
  // The browser reports every 403 and 404 of a page as an error.
  test.use({ expectedConsoleErrors: [/40[34] \((Forbidden|Not Found)\)/] });

  test("a member gets nothing of the staff's pages", async ({ page, db, signInAs }) => {
    const member = await createMember(db);
    const torrent = await createTorrent(db);
    await signInAs(member);
    await expect(page.getByRole("link", { name: "Staff" })).toBeHidden();
    const pages = [
      "/staff",
      "/staff/torrents",
      `/staff/torrents/${torrent.id}`,
      `/staff/torrents/${torrent.id}/edit`,
      `/staff/torrents/${torrent.id}/delete`,
      "/staff/members",
      `/staff/members/${member.name}`,
      "/staff/settings",
      "/staff/audit",
    ];
    for (const path of pages) {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(403);
      await expect(page.getByRole("heading", { name: "You may not see this page" })).toBeVisible();
      await expect(page.getByText(torrent.title)).toBeHidden();
    }
  });

  test("a moderator gets neither settings nor audit log", async ({ page, db, signInAs }) => {
    await signInAs(await createMember(db, { role: "moderator" }));
    for (const path of ["/staff/settings", "/staff/audit"]) {
      expect((await page.goto(path))?.status(), path).toBe(403);
    }
  });

  test("what does not exist says so", async ({ page, db, signInAs }) => {
    await signInAs(await createMember(db, { role: "moderator" }));
    const staffPages = ["/staff/torrents/999999", "/staff/torrents/x/edit", "/staff/members/x.y"];
    const memberPages = ["/torrents/999999", "/torrents/x/files", "/torrents/1/comments/9/delete"];
    for (const path of [...staffPages, ...memberPages, "/members/x.y"]) {
      expect((await page.goto(path))?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
    }
  });
});

test("a stranger is asked to sign in", async ({ page }) => {
  await page.goto("/staff/members");
  await expect(page).toHaveURL(/\/login/);
});

async function signInOn(page: Page, name: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Password", { exact: true }).fill("factory password, known to all");
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/login/);
}
