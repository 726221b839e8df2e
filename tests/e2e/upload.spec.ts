import { createHash } from "node:crypto";

import type { APIResponse, Page } from "@playwright/test";

import {
  decodeBencode,
  isDictionary,
  isString,
  textOf,
  valueOf,
} from "../../lib/metainfo/bencode.ts";
import { parseMetainfo } from "../../lib/metainfo/parse.ts";
import { createMember } from "../../prisma/factories/members.ts";
import { torrentFile, v2TorrentFile } from "../support/torrent-file.ts";
import { expect, expectAccessible, test } from "./support/fixtures.ts";

let made = 0;
/** Names must differ between the tests of one site, which run in any order. */
const freshName = (what: string) => `${what}.${process.pid}.${(made += 1)}`;

interface Choice {
  readonly name: string;
  readonly buffer?: Buffer;
}

async function choose(page: Page, { name, buffer = torrentFile({ name }) }: Choice) {
  const file = { name: `${name}.torrent`, mimeType: "application/x-bittorrent", buffer };
  await page.getByLabel(".torrent file").setInputFiles(file);
}

const submit = (page: Page) =>
  page.getByRole("main").getByRole("button", { name: "Upload" }).click();

async function pageOfUpload(page: Page): Promise<number> {
  await expect(page).toHaveURL(/\/torrents\/\d+\?uploaded/);
  return Number(/\/torrents\/(\d+)/.exec(page.url())?.[1]);
}

/** The file that the signed-in member gets. */
async function download(page: Page, id: number): Promise<Buffer> {
  const response: APIResponse = await page.request.get(`/torrents/${id}/download`);
  expect(response.status()).toBe(200);
  const headers = response.headers();
  expect(headers["content-type"]).toBe("application/x-bittorrent");
  expect(headers["cache-control"]).toBe("private, no-store");
  expect(headers["content-disposition"]).toMatch(/^attachment; filename=/);
  return response.body();
}

/** The text of a key in the served file. */
function textIn(bytes: Buffer, key: string): string | null {
  const root = decodeBencode(bytes);
  const value = isDictionary(root) ? valueOf(root, key) : undefined;
  return isString(value) ? textOf(bytes, value) : null;
}

test.describe("uploading", () => {
  test("makes the file private, shows it, and serves it with one's own announce address", async ({
    page,
    db,
    site,
    signInAs,
  }) => {
    const member = await createMember(db);
    const name = freshName("Upload");
    await signInAs(member);
    await page.getByRole("link", { name: "Upload", exact: true }).click();
    await expect(page.getByLabel("Your announce address", { exact: true })).toHaveValue(
      `${site.url}/announce/${member.passkey}`,
    );
    await expectAccessible(page);
    await choose(page, { name: `${name}.mkv` });
    await page.getByLabel("Category").selectOption({ label: "Movies" });
    await page.getByLabel("Description").fill("A **fine** film");
    await page.getByLabel("Tags").fill("Short, 1080p");
    await submit(page);

    const id = await pageOfUpload(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.getByText("download the final .torrent")).toBeVisible();
    await expect(page.getByText("fine", { exact: true })).toBeVisible();
    await expect(page.getByRole("list", { name: "Tags" })).toContainText("1080p");
    await expect(page.getByText(`by ${member.name}`)).toBeVisible();

    const bytes = await download(page, id);
    const served = parseMetainfo(bytes);
    const info = Buffer.from(served.info);
    expect(info.includes("7:privatei1e6:source9:Swarmkeep")).toBe(true);
    await expect(page.getByText(createHash("sha1").update(info).digest("hex"))).toBeVisible();
    expect(textIn(bytes, "announce")).toBe(`${site.url}/announce/${member.passkey}`);
    expect(textIn(bytes, "comment")).toBe(`${site.url}/torrents/${id}`);
    expect(bytes.includes("elsewhere.example")).toBe(false);
  });

  test("of a hybrid shows both hashes", async ({ page, db, signInAs }) => {
    await signInAs(await createMember(db));
    const content = Buffer.from(freshName("content").repeat(9000));
    const buffer = v2TorrentFile({ files: [{ name: "a.bin", content }], isHybrid: true });
    await page.goto("/upload");
    await choose(page, { name: freshName("Hybrid"), buffer });
    await page.getByLabel("Category").selectOption({ label: "Other" });
    await submit(page);
    const served = parseMetainfo(await download(page, await pageOfUpload(page)));
    for (const hash of [served.infoHashV1, served.infoHashV2]) {
      await expect(page.getByText(Buffer.from(hash ?? []).toString("hex"))).toBeVisible();
    }
  });

  test("loses nothing on an error, not even the file", async ({ page, db, signInAs }) => {
    const name = freshName("Kept");
    await signInAs(await createMember(db));
    await page.goto("/upload");
    await choose(page, { name });
    await page.getByLabel("Title").fill("Typed & <kept>");
    await page.getByLabel("Description").fill("Line one\n\nLine two");
    await page.getByLabel("Tags").fill("a b");
    await page.getByLabel("Anonymous").check();
    await submit(page);

    await expect(page.getByRole("main").getByRole("alert")).toContainText("marked fields");
    await expect(page.getByText("Choose a category.")).toBeVisible();
    await expect(page.getByText(`Your file ${name}.torrent is kept`)).toBeVisible();
    await expect(page.getByLabel("Title")).toHaveValue("Typed & <kept>");
    await expect(page.getByLabel("Description")).toHaveValue("Line one\n\nLine two");
    await expect(page.getByLabel("Tags")).toHaveValue("a b");
    await expect(page.getByLabel("Anonymous")).toBeChecked();
    await expectAccessible(page);

    await page.getByLabel("Category").selectOption({ label: "Books" });
    await submit(page);
    const id = await pageOfUpload(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Typed & <kept>");
    expect(parseMetainfo(await download(page, id)).name).toBe(name);
  });

  test("refuses what is no torrent, in words, and keeps what was typed", async ({
    page,
    db,
    signInAs,
  }) => {
    await signInAs(await createMember(db));
    await page.goto("/upload");
    await choose(page, { name: "page", buffer: Buffer.from("<!doctype html><p>Sign in</p>") });
    await page.getByLabel("Title").fill("Still here");
    await page.getByLabel("Category").selectOption({ label: "TV" });
    await submit(page);
    await expect(page.getByText(/This is a web page, not a \.torrent file/)).toBeVisible();
    await expect(page.getByLabel("Title")).toHaveValue("Still here");
    await expect(page.getByLabel("Category")).toHaveValue(/\d+/);
    await expect(page.getByText("is kept")).toHaveCount(0);
  });

  test("refuses a duplicate with a link to the torrent that is there", async ({
    page,
    db,
    signInAs,
  }) => {
    const name = freshName("Twice");
    await signInAs(await createMember(db));
    const upload = async () => {
      await page.goto("/upload");
      await choose(page, { name });
      await page.getByLabel("Category").selectOption({ label: "Games" });
      await submit(page);
    };
    await upload();
    await pageOfUpload(page);
    await upload();
    await expect(page.getByText("This torrent is already here").first()).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Show the torrent" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  });

  test("fills in the title from the file, unless one was typed @script", async ({
    page,
    db,
    signInAs,
  }) => {
    await signInAs(await createMember(db));
    await page.goto("/upload");
    await choose(page, { name: "First.Film.mkv" });
    await expect(page.getByLabel("Title")).toHaveValue("First.Film");
    await choose(page, { name: "Second.Film.mkv" });
    await expect(page.getByLabel("Title")).toHaveValue("Second.Film");
    await page.getByLabel("Title").fill("My own");
    await choose(page, { name: "Third.Film.mkv" });
    await expect(page.getByLabel("Title")).toHaveValue("My own");
  });

  test("of more than a form may hold is refused with its reason", async ({ page }) => {
    const response = await page.request.post("/upload", { data: Buffer.alloc(21 * 1024 * 1024) });
    expect(response.status()).toBe(413);
    expect(await response.text()).toContain("16 MiB");
  });
});
