import { createMember, factoryPassword } from "../../prisma/factories/members.ts";
import { createPeer, createSnatch } from "../../prisma/factories/swarms.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { expect, expectAccessible, test } from "./support/fixtures.ts";

const password = "a fine long password";

test.describe("a member", () => {
  test("sees their numbers on every page", async ({ page, db, signInAs }) => {
    const member = await createMember(db, {
      uploaded: 3n * 1024n ** 4n,
      downloaded: 1024n ** 4n,
    });
    await createPeer(db, { memberId: member.id });
    await createPeer(db, { memberId: member.id });
    await createPeer(db, { memberId: member.id, left: 5n });
    await db.notice.create({ data: { memberId: member.id, text: "A word to you" } });
    await signInAs(member);
    for (const path of ["/settings", "/invites"]) {
      await page.goto(path);
      const header = page.getByRole("banner");
      await expect(header.getByText("3.00 TiB")).toBeVisible();
      await expect(header.getByText("1.00 TiB")).toBeVisible();
      await expect(header.getByRole("term").filter({ hasText: "Ratio" })).toBeVisible();
      await expect(header.locator("dl")).toContainText(/Ratio3\.00Seeding2Leeching1/);
      await expect(header.getByRole("link", { name: "Notices, 1 unread" })).toBeVisible();
    }
  });

  test("reads their history, torrent by torrent", async ({ page, db, signInAs }) => {
    const member = await createMember(db);
    const torrent = await createTorrent(db, { title: "A slow film about herons" });
    await createSnatch(db, {
      memberId: member.id,
      torrentId: torrent.id,
      uploaded: 3n * 1024n ** 3n,
      downloaded: 2n * 1024n ** 3n,
      seedSeconds: 90_000n,
      completedAt: new Date(),
    });
    await createPeer(db, { memberId: member.id, torrentId: torrent.id });
    await signInAs(member);
    await page.goto(`/members/${member.name.toUpperCase()}`);
    const row = page.getByRole("row", { name: "A slow film about herons" });
    for (const words of ["Seeding", "3.00 GiB", "2.00 GiB", "1.50", "1 d 1 h", "just now"]) {
      await expect(row.getByText(words).filter({ visible: true }).first()).toBeVisible();
    }
    await expectAccessible(page);
    await page.getByRole("link", { name: /^Uploads/ }).click();
    await expect(page.getByText("You have uploaded no torrent yet")).toBeVisible();
  });

  test("sees of others what is public, and moderators see more", async ({ page, db, signInAs }) => {
    const member = await createMember(db);
    await createTorrent(db, { title: "Signed with a name", uploaderId: member.id });
    await createTorrent(db, { title: "Nobody may know", uploaderId: member.id, anonymous: true });
    await signInAs(await createMember(db));
    await page.goto(`/members/${member.name}`);
    await expect(page.getByText("Signed with a name")).toBeVisible();
    await expect(page.getByText("Nobody may know")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "History" })).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Moderate" })).toHaveCount(0);

    await page.context().clearCookies();
    await signInAs(await createMember(db, { role: "moderator" }));
    await page.goto(`/members/${member.name}?view=uploads`);
    await expect(page.getByText("Nobody may know")).toBeVisible();
    await expect(page.getByRole("link", { name: "History" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Moderate" })).toHaveAttribute(
      "href",
      `/staff/members/${member.name}`,
    );
  });

  test.describe("that does not exist", () => {
    test.use({ expectedConsoleErrors: [/404/] });

    test("is not found", async ({ page, db, signInAs }) => {
      await signInAs(await createMember(db));
      const answer = await page.goto("/members/NoSuchBird");
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
    });
  });

  test("chooses a theme, which is kept for the next sign-in", async ({ page, db, signInAs }) => {
    const member = await createMember(db);
    await signInAs(member);
    await page.goto("/settings");
    const picker = page.getByRole("main").getByRole("form", { name: "Theme" });
    await picker.getByRole("button", { name: "Dark" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "swarm-dark");
    await expect(picker.getByRole("button", { name: "Dark" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await page.context().clearCookies();
    await signInAs(member);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "swarm-dark");
  });

  test("changes the password, and is signed out elsewhere", async ({
    page,
    browser,
    db,
    signInAs,
    site,
  }) => {
    const member = await createMember(db);
    const elsewhere = await browser.newContext({ baseURL: site.url });
    const other = await elsewhere.newPage();
    await other.goto("/login");
    await other.getByLabel("Username").fill(member.name);
    await other.getByLabel("Password").fill(factoryPassword);
    await other.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(other).toHaveURL("/torrents");

    await signInAs(member);
    await page.goto("/settings");
    const form = page.getByRole("form", { name: "Password" });
    await form.getByLabel("Current password").fill("not this one");
    await form.getByLabel("New password").fill(password);
    await form.getByRole("button", { name: "Change password" }).click();
    await expect(form.getByText("This is not your current password.").first()).toBeVisible();

    await form.getByLabel("Current password").fill(factoryPassword);
    await form.getByLabel("New password").fill(password);
    await form.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByText("Your password is changed")).toBeVisible();

    await other.goto("/settings");
    await expect(other).toHaveURL(/\/login/);
    await elsewhere.close();
    await page.context().clearCookies();
    await signInAs(member, password);
  });

  test("revokes one device", async ({ page, db, signInAs }) => {
    const member = await createMember(db);
    await signInAs(member);
    const first = await page.context().cookies();
    await page.context().clearCookies();
    await signInAs(member);
    await page.goto("/settings");
    await expect(page.getByText("This device")).toBeVisible();
    await page.getByRole("button", { name: /^Revoke / }).click();
    await expect(page.getByRole("button", { name: /^Revoke / })).toHaveCount(0);

    await page.context().clearCookies();
    await page.context().addCookies(first);
    await page.goto("/settings");
    await expect(page).toHaveURL(/\/login/);
  });

  test("resets the passkey after a question", async ({ page, db, signInAs, site }) => {
    const member = await createMember(db);
    await signInAs(member);
    await page.goto("/settings");
    await page.getByText("Show my address").click();
    await expect(page.getByLabel("Announce URL", { exact: true })).toHaveValue(
      `${site.url}/announce/${member.passkey}`,
    );
    await page.getByText("Reset passkey").click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Reset my passkey" }).click();
    await expect(page.getByText("You have a new passkey.")).toBeVisible();
    const { passkey } = await db.member.findUniqueOrThrow({ where: { id: member.id } });
    expect(passkey).not.toBe(member.passkey);
    // Without a script the answer is a new page, where the address is hidden again.
    await expect(page.getByLabel("Announce URL", { exact: true })).toHaveValue(
      `${site.url}/announce/${passkey}`,
    );
  });

  test("changes and removes the e-mail address", async ({ page, db, signInAs }) => {
    const member = await createMember(db);
    await signInAs(member);
    await page.goto("/settings");
    const form = page.getByRole("form", { name: "E-mail" });
    await form.getByLabel("E-mail").fill("nonsense");
    await form.getByLabel("Current password").fill(factoryPassword);
    await form.getByRole("button", { name: "Save e-mail" }).click();
    await expect(form.getByText("This is not an e-mail address.")).toBeVisible();
    await form.getByLabel("E-mail").fill("New@example.org");
    await form.getByLabel("Current password").fill(factoryPassword);
    await form.getByRole("button", { name: "Save e-mail" }).click();
    await expect(page.getByText("Your e-mail address is saved.")).toBeVisible();
    await expect(form.getByLabel("E-mail")).toHaveValue("New@example.org");
    await form.getByLabel("E-mail").fill("");
    await form.getByLabel("Current password").fill(factoryPassword);
    await form.getByRole("button", { name: "Save e-mail" }).click();
    await expect(page.getByText("Your e-mail address is removed.")).toBeVisible();
  });
});
