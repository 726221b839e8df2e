import { createMember } from "../../prisma/factories/members.ts";
import { createCategory, createTorrent, createTorrents } from "../../prisma/factories/torrents.ts";
import { expect, expectAccessible, test } from "./support/fixtures.ts";

let made = 0;
/** Names must differ between the tests of one site, which run in any order. */
const freshName = (what: string) => `${what}.${process.pid}.${(made += 1)}`;

test.describe("the list", () => {
  test("is searched, narrowed, sorted and paged", async ({ page, db, signInAs }) => {
    const word = freshName("browse").replaceAll(".", "");
    const category = await createCategory(db, { slug: word, name: `Category ${word}` });
    await createTorrents(
      db,
      Array.from({ length: 60 }, (_, at) => ({
        title: `Browse ${word} ${String(at).padStart(2, "0")}`,
        categoryId: category.id,
        // Unlike the order of their making: a list that was not sorted yet is not taken for sorted.
        seeders: 60 - at,
      })),
    );
    await signInAs(await createMember(db));
    await page.goto("/torrents");
    await page.getByLabel("Search", { exact: true }).fill(`${word} browse`);
    await page.getByLabel("Category").selectOption({ label: `Category ${word}` });
    await page.getByRole("main").getByRole("button", { name: "Search" }).click();
    await expect(page).toHaveURL(new RegExp(`category=${word}`));

    const rows = page.getByRole("table").getByRole("row");
    const titles = page.getByRole("rowheader").getByRole("link");
    await page.getByRole("link", { name: "Seeders" }).click();
    await expect(titles.first()).toHaveText(`Browse ${word} 00`);
    await expect(rows).toHaveCount(51);

    await page.getByRole("link", { name: "Next page" }).click();
    await expect(rows).toHaveCount(11);
    await expect(titles.first()).toHaveText(`Browse ${word} 50`);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Previous page" }).click();
    await expect(titles.first()).toHaveText(`Browse ${word} 00`);

    await page.getByRole("link", { name: "Seeders" }).click();
    await expect(titles.first()).toHaveText(`Browse ${word} 59`);
    await titles.first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Browse ${word} 59`);
  });

  test("says what to do when nothing is found", async ({ page, db, signInAs }) => {
    await signInAs(await createMember(db));
    await page.goto("/torrents?q=nothing-is-called-like-this");
    await expect(page.getByText("Nothing found")).toBeVisible();
    await page.getByRole("link", { name: "Show all torrents" }).click();
    await expect(page).toHaveURL("/torrents");
  });
});

test.describe("a torrent's page", () => {
  const hostile = [
    "<script>document.title = 'owned'</script><img src=x onerror=alert(1)>",
    "![tracking](https://elsewhere.example/pixel.png)",
    "[click](javascript:document.title='owned') [plain](https://elsewhere.example/)",
    "[![nested](https://elsewhere.example/a.png)](https://elsewhere.example/b)",
    "###### Deep heading\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n- [x] done\n\nNote[^1]\n\n[^1]: Foot",
  ].join("\n\n");

  test("shows hostile names and Markdown harmlessly", async ({ page, db, signInAs }) => {
    const name = `"><script>document.title='owned'</script>\u202Egpj.exe`;
    const torrent = await createTorrent(db, {
      title: `<b>${freshName("Bold")}</b>`,
      name: "folder",
      description: hostile,
      files: [
        { path: name.replaceAll("/", "_"), sizeBytes: 5 },
        { path: "__proto__", sizeBytes: 7 },
      ],
    });
    await db.comment.create({ data: { torrentId: torrent.id, body: hostile } });
    await signInAs(await createMember(db));
    await page.goto(`/torrents/${torrent.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(torrent.title);
    await expect(page).toHaveTitle(new RegExp("<b>Bold"));
    await expect(page.getByText("U+202E")).toBeVisible();
    await expect(page.getByText("__proto__")).toBeVisible();
    await expect(page.locator("main img")).toHaveCount(0);
    await expect(page.locator('main a[href^="javascript"]')).toHaveCount(0);
    const outward = page.locator('main a[href^="https://elsewhere.example"]').first();
    await expect(outward).toHaveAttribute("rel", "nofollow noopener noreferrer");
    await expect(page.getByText("tracking").first()).toBeVisible();
  });

  test("takes a comment and lets its author delete it", async ({ page, db, signInAs }) => {
    const torrent = await createTorrent(db);
    await signInAs(await createMember(db));
    await page.goto(`/torrents/${torrent.id}`);
    await page.getByRole("button", { name: "Add comment" }).click();
    await expect(page.getByText("Write something first.")).toBeVisible();
    await page.getByLabel("Comment", { exact: true }).fill("Thank **you**");
    await page.getByRole("button", { name: "Add comment" }).click();
    await expect(page.locator("li", { hasText: "Thank you" })).toBeVisible();
    await expect(page.getByLabel("Comment", { exact: true })).toHaveValue("");
    await page.getByRole("link", { name: /^Delete the comment/ }).click();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Delete comment" }).click();
    await expect(page.getByText("None yet")).toBeVisible();
  });

  test("lets staff delete a comment with a reason that its author reads", async ({
    page,
    db,
    signInAs,
  }) => {
    const author = await createMember(db);
    const torrent = await createTorrent(db);
    await db.comment.create({ data: { torrentId: torrent.id, memberId: author.id, body: "Rude" } });
    await signInAs(await createMember(db, { role: "moderator" }));
    await page.goto(`/torrents/${torrent.id}`);
    await page.getByRole("link", { name: /^Delete the comment/ }).click();
    await page.getByRole("button", { name: "Delete comment" }).click();
    await expect(page.getByText("Give a reason: the author sees it.").first()).toBeVisible();
    await page.getByLabel("Reason").fill("Be kind");
    await page.getByRole("button", { name: "Delete comment" }).click();
    await expect(page.getByText("None yet")).toBeVisible();
    const notice = await db.notice.findFirstOrThrow({ where: { memberId: author.id } });
    expect(notice.text).toContain("Be kind");
  });

  test("names an anonymous uploader to nobody but staff and themselves", async ({
    page,
    db,
    signInAs,
  }) => {
    const uploader = await createMember(db);
    const torrent = await createTorrent(db, { uploaderId: uploader.id, anonymous: true });
    await signInAs(await createMember(db));
    await page.goto(`/torrents/${torrent.id}`);
    await expect(page.getByText("by Anonymous")).toBeVisible();
    expect(await page.content()).not.toContain(uploader.name);
  });

  test("of a deleted torrent says why, and gives no file", async ({ page, db, signInAs }) => {
    const torrent = await createTorrent(db, { deletedAt: new Date(), deleteReason: "Wrong cut" });
    await signInAs(await createMember(db));
    await page.goto(`/torrents/${torrent.id}`);
    await expect(page.getByText("Reason: Wrong cut")).toBeVisible();
    await expect(page.getByRole("link", { name: "Download" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Add comment" })).toHaveCount(0);
    const response = await page.request.get(`/torrents/${torrent.id}/download`);
    expect(response.status()).toBe(404);
    expect(await response.text()).toContain("Wrong cut");
  });

  test("of many files stays small: folders are browsed, names searched", async ({
    page,
    db,
    signInAs,
  }) => {
    const files = Array.from({ length: 900 }, (_, at) => ({
      path: `part ${at % 30}/file ${at}.txt`,
      sizeBytes: at,
    }));
    const torrent = await createTorrent(db, { name: "Large", files });
    await signInAs(await createMember(db));
    await page.goto(`/torrents/${torrent.id}`);
    await page.getByRole("link", { name: "Browse and search the files" }).click();
    await expect(page.getByRole("rowheader")).toHaveCount(30);
    await page.getByRole("link", { name: "part 7/" }).click();
    await expect(page.getByRole("rowheader")).toHaveCount(30);
    await expect(page.getByText("file 37.txt")).toBeVisible();
    await page.getByLabel("Search in the files").fill("FILE 88");
    await page.getByRole("main").getByRole("button", { name: "Search" }).click();
    await expect(page.getByRole("rowheader")).toHaveCount(11);
  });

  test("offers the file under a safe name", async ({ page, db, signInAs }) => {
    const torrent = await createTorrent(db, { title: 'A/B "C": Ü' });
    await signInAs(await createMember(db));
    await page.goto(`/torrents/${torrent.id}`);
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download", exact: true }).click();
    expect((await waiting).suggestedFilename()).toBe("A_B _C__ Ü.torrent");
  });
});

test.describe("editing", () => {
  test("one's own torrent changes what is said about it", async ({ page, db, signInAs }) => {
    const uploader = await createMember(db);
    const torrent = await createTorrent(db, { uploaderId: uploader.id });
    await signInAs(uploader);
    await page.goto(`/torrents/${torrent.id}`);
    await page.getByRole("link", { name: "Edit" }).click();
    await expectAccessible(page);
    await page.getByLabel("Title").fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Give the torrent a title.")).toBeVisible();
    await page.getByLabel("Title").fill("A better title");
    await page.getByLabel("Tags").fill("better");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page).toHaveURL(`/torrents/${torrent.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("A better title");
    await expect(page.getByRole("list", { name: "Tags" })).toHaveText("better");
  });

  test.describe("somebody else's", () => {
    test.use({ expectedConsoleErrors: [/403/] });

    test("is refused to members", async ({ page, db, signInAs }) => {
      const torrent = await createTorrent(db);
      await signInAs(await createMember(db));
      const response = await page.goto(`/torrents/${torrent.id}/edit`);
      expect(response?.status()).toBe(403);
    });
  });
});

test("a stranger sees no torrent and gets no file", async ({ page, db }) => {
  const torrent = await createTorrent(db);
  for (const path of [
    "/torrents",
    "/upload",
    `/torrents/${torrent.id}`,
    `/torrents/${torrent.id}/edit`,
  ]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/login/);
  }
  const response = await page.request.get(`/torrents/${torrent.id}/download`, { maxRedirects: 0 });
  expect(response.status()).toBe(307);
  expect(await response.text()).not.toContain("announce");
});
