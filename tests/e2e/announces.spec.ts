import type { Page } from "@playwright/test";

import { createMember } from "../../prisma/factories/members.ts";
import { freshRandom } from "../../prisma/factories/random.ts";
import { createPeer, makePeerId } from "../../prisma/factories/swarms.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { expect, expectAccessible, test } from "./support/fixtures.ts";

interface Announce {
  readonly passkey: string;
  readonly infoHash: Uint8Array | null;
  readonly peerId?: string;
  readonly port?: number;
  readonly uploaded?: number;
}

const good = "-qB4650-announces001";

/** What the tracker answers to a client, as text. */
async function announce(siteUrl: string, wish: Announce): Promise<string> {
  const { passkey, infoHash, peerId = good, port = 51413, uploaded = 0 } = wish;
  const hash = [...(infoHash ?? [])].map((byte) => `%${byte.toString(16).padStart(2, "0")}`);
  const query = `info_hash=${hash.join("")}&peer_id=${peerId}&port=${port}&uploaded=${uploaded}&downloaded=0&left=0&compact=1`;
  const reply = await fetch(`${siteUrl}/announce/${passkey}?${query}`, {
    headers: { "user-agent": "A client/1.0" },
  });
  return Buffer.from(await reply.arrayBuffer()).toString("latin1");
}

/** Announces until the tracker knows member and torrent, or the rule that was just made. */
async function announceUntil(siteUrl: string, wish: Announce, answer: RegExp): Promise<void> {
  await expect
    .poll(() => announce(siteUrl, wish), { timeout: 2000, intervals: [50] })
    .toMatch(answer);
}

/** With scripts the page brings what is new by itself; without, its button does. */
async function expectToComeIn(page: Page, words: string): Promise<void> {
  const row = page.getByRole("row").filter({ hasText: words });
  if (test.info().project.use.javaScriptEnabled !== false) {
    await expect(row.first()).toBeVisible();
    return;
  }
  await expect(async () => {
    await page.getByRole("link", { name: "Refresh" }).click();
    await expect(row.first()).toBeVisible({ timeout: 300 });
  }).toPass({ timeout: 10_000 });
}

/** Beginnings of peer ids must differ between the tests of one site. */
const freshPrefix = () => `-ZZ${freshRandom.hex(4)}-`;

test("a member sees why an announce was refused, and what helps", async ({
  page,
  db,
  site,
  signInAs,
}) => {
  const member = await createMember(db);
  const torrent = await createTorrent(db, { title: "A slow film about herons" });
  const prefix = freshPrefix();
  const note = "It counts wrongly: take 4.0.6.";
  await db.clientRule.create({ data: { verdict: "deny", field: "peer_id", prefix, note } });
  const peerId = `${prefix}announces001`;
  const denied = { passkey: member.passkey, infoHash: torrent.infoHashV1, peerId };
  await announceUntil(site.url, denied, /failure reason.*It counts wrongly/);

  await signInAs(member);
  await page.goto("/settings");
  await page.getByRole("link", { name: "My announces" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your announces");
  const refused = page.getByRole("row").filter({ hasText: "Refused" }).first();
  for (const words of [
    "A slow film about herons",
    "client denied",
    "It counts wrongly: take 4.0.6.",
    "Use another client",
  ]) {
    await expect(refused).toContainText(words);
  }
  await expect(refused.getByRole("link", { name: "Read the rules" })).toHaveAttribute(
    "href",
    "/clients",
  );
});

test("announces show as they come in, or their troubles alone", async ({
  page,
  db,
  site,
  signInAs,
}) => {
  const member = await createMember(db);
  const torrent = await createTorrent(db);
  const client = { passkey: member.passkey, infoHash: torrent.infoHashV1 };
  await signInAs(member);
  await page.goto(`/members/${member.name}/announces`);
  await announceUntil(site.url, { ...client, port: 80 }, /failure reason.*Port 80/);
  await expectToComeIn(page, "port denied");
  await announceUntil(site.url, client, /8:interval/);
  await expectToComeIn(page, "OK");
  await expect(page.getByRole("region", { name: "Clients in swarms now" })).toContainText(
    "127.0.0.1:51413",
  );

  await page.getByRole("link", { name: "Troubles only" }).click();
  await expect(page).toHaveURL(/show=troubles/);
  const announces = page.getByRole("region", { name: "Last announces" }).getByRole("table");
  await expect(announces).toContainText("port denied");
  await expect(announces.getByText("OK", { exact: true })).toHaveCount(0);
});

test("holds still when asked to @script", async ({ page, db, site, signInAs }) => {
  const member = await createMember(db);
  const torrent = await createTorrent(db);
  const client = { passkey: member.passkey, infoHash: torrent.infoHashV1 };
  await announceUntil(site.url, client, /8:interval/);
  await signInAs(member);
  await page.goto(`/members/${member.name}/announces`);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused")).toBeVisible();
  await announce(site.url, { ...client, port: 80 });
  await expect
    .poll(() => db.announceTrace.count({ where: { memberId: member.id, verdict: "port_denied" } }))
    .toBe(1);
  await expect(page.getByText("port denied")).toHaveCount(0);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("port denied").first()).toBeVisible();
});

test("says what to do when nothing came, and when the tracker is away", async ({
  page,
  db,
  signInAs,
}) => {
  const member = await createMember(db);
  await signInAs(member);
  await page.goto(`/members/${member.name}/announces`);
  await expect(page.getByText("The tracker remembers no announce")).toBeVisible();
  await expect(page.getByText("The tracker does not answer")).toHaveCount(0);
  await page.getByRole("link", { name: "Troubles only" }).click();
  await expect(page.getByText("No troubles")).toBeVisible();

  // It hears nothing of the watch, as if it was not running.
  await db.$executeRaw`ALTER TABLE announce_watches DISABLE TRIGGER USER`;
  try {
    await db.announceWatch.deleteMany({ where: { memberId: member.id } });
    await page.goto(`/members/${member.name}/announces`);
    await expect(page.getByText("The tracker does not answer")).toBeVisible();
  } finally {
    await db.$executeRaw`ALTER TABLE announce_watches ENABLE TRIGGER USER`;
  }
});

test("a closed port is told to the member and staff, with the way to open it", async ({
  page,
  db,
  signInAs,
}) => {
  const member = await createMember(db);
  const ipv4 = Buffer.from([203, 0, 113, 7, 0xc8, 0xd5]);
  await createPeer(db, { memberId: member.id, ipv4, connectable: false });
  await signInAs(await createMember(db, { role: "moderator" }));
  await page.goto(`/staff/members/${member.name}`);
  await page.getByRole("link", { name: "Announces" }).click();
  await expect(page.getByText("203.0.113.7:51413").filter({ visible: true }).first()).toBeVisible();
  await expect(page.getByText("Closed", { exact: true })).toBeVisible();

  await page.context().clearCookies();
  await signInAs(member);
  await page.goto(`/members/${member.name}`);
  const note = page.getByRole("region", { name: "A port is closed" });
  await expect(note).toContainText("Port 51413 of Transmission 4.0.6 could not be reached");
  await note.getByText("How to open it").click();
  await expect(note.getByText("Switch on UPnP")).toBeVisible();
  await expectAccessible(page);
});

test.describe("a stranger", () => {
  test.use({ expectedConsoleErrors: [/403/] });

  test("sees neither the announces nor the addresses of a member", async ({
    page,
    db,
    signInAs,
  }) => {
    const member = await createMember(db);
    await createPeer(db, { memberId: member.id, connectable: false });
    await signInAs(await createMember(db));
    await page.goto(`/members/${member.name}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(member.name);
    await expect(page.getByText("could not be reached")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Announces" })).toHaveCount(0);
    const answer = await page.goto(`/members/${member.name}/announces`);
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole("heading", { name: "You may not see this page" })).toBeVisible();
    expect(await db.announceWatch.findUnique({ where: { memberId: member.id } })).toBeNull();
  });
});

test("a moderator denies a client that is in use, after a warning", async ({
  page,
  db,
  site,
  signInAs,
}) => {
  const moderator = await createMember(db, { role: "moderator" });
  const torrent = await createTorrent(db);
  const prefix = freshPrefix();
  const peerId = `${prefix}announces001`;
  const client = { passkey: moderator.passkey, infoHash: torrent.infoHashV1, peerId };
  await announceUntil(site.url, client, /8:interval/);
  await createPeer(db, { peerId: makePeerId(freshRandom, prefix), userAgent: "" });

  await signInAs(moderator);
  await page.goto("/staff");
  const sections = page.getByRole("navigation", { name: "Staff" });
  await sections.getByRole("link", { name: "Clients" }).click();
  await expect(page.getByText("In force: all but denied.")).toBeVisible();
  const form = page.getByRole("form", { name: "Add rule" });
  await form.getByLabel("Beginning").fill(prefix);
  await form.getByRole("button", { name: "Add rule" }).click();
  await expect(form.getByText("Say why: refused clients are told it.")).toBeVisible();
  await form.getByLabel("Reason").fill("It shows advertisements");
  await form.getByRole("button", { name: "Add rule" }).click();
  await expect(form.getByText(/This denies \d peers? that/)).toBeVisible();
  await expectAccessible(page);
  expect(await db.clientRule.findFirst({ where: { prefix } })).toBeNull();
  await form.getByRole("button", { name: "Deny them" }).click();
  await expect(page.getByText(`${prefix} is denied.`)).toBeVisible();
  await announceUntil(site.url, client, /failure reason.*It shows advertisements/);
  const rules = page.getByRole("region", { name: "Client rules" });
  await expect(rules.getByRole("row").filter({ hasText: prefix })).toContainText(
    "It shows advertisements",
  );
});

test("members read the rules; a moderator takes one back, and the audit log keeps why", async ({
  page,
  db,
  site,
  signInAs,
}) => {
  const moderator = await createMember(db, { role: "moderator" });
  const torrent = await createTorrent(db);
  const prefix = freshPrefix();
  const note = "It shows advertisements";
  await db.clientRule.create({ data: { verdict: "deny", field: "peer_id", prefix, note } });
  const peerId = `${prefix}announces001`;
  const client = { passkey: moderator.passkey, infoHash: torrent.infoHashV1, peerId };
  await announceUntil(site.url, client, /failure reason.*It shows advertisements/);

  await signInAs(moderator);
  await page.goto("/clients");
  await expect(page.getByRole("row").filter({ hasText: prefix })).toContainText(note);
  await page.getByRole("link", { name: "Edit the rules" }).click();
  await page.getByRole("link", { name: `Remove ${prefix}` }).click();
  await page.getByRole("button", { name: "Remove rule" }).click();
  await expect(page.getByText("Give a reason.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Reason").fill("Its makers have mended it");
  await page.getByRole("button", { name: "Remove rule" }).click();
  await expect(page).toHaveURL(/\/staff\/clients$/);
  await expect(page.getByRole("link", { name: `Remove ${prefix}` })).toHaveCount(0);
  await announceUntil(site.url, client, /8:interval/);

  await page.context().clearCookies();
  await signInAs(await createMember(db, { role: "admin" }));
  await page.goto(`/staff/audit?actor=${moderator.name}`);
  const log = page.getByRole("region", { name: "Audit log" });
  await expect(log).toContainText("Removed client rule");
  await expect(log).toContainText("Its makers have mended it");
});
