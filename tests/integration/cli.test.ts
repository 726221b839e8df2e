import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { verifyPassword } from "#lib/members/passwords";

import { createMember } from "../../prisma/factories/members.ts";
import { makeMetainfo, torrentFileBytes } from "../../prisma/factories/metainfo.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "swarmkeep-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line on this test's database. */
function cli(...args: string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const script = path.resolve(import.meta.dirname, "../../scripts/cli.mjs");
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, DATA_DIR: folder, INIT_CWD: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, ...output });
    });
  });
}

/** The answer in JSON, which is the only thing on stdout. */
async function cliJson(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await cli(...args, "--json");
  expect(stderr).toBe("");
  const answer = JSON.parse(stdout) as Record<string, unknown>;
  expect(code).toBe("error" in answer ? 1 : 0);
  return answer;
}

describe("the command line", { timeout: 60_000 }, () => {
  test("adds a member whom the site knows, and shows the same", async () => {
    const password = "a fine long password";
    const added = await cliJson("member", "add", "--name", "Bee", "--password", password);
    const row = await prisma.member.findUniqueOrThrow({ where: { nameKey: "bee" } });
    expect(added).toMatchObject({
      id: row.id,
      name: "Bee",
      role: "member",
      passkey: row.passkey,
      announceUrl: `${process.env["BASE_URL"] ?? ""}/announce/${row.passkey}`,
      uploaded: "0",
      downloaded: "0",
    });
    expect(added).not.toHaveProperty("password");
    expect(await verifyPassword(password, row.passwordHash)).toBe(true);
    expect(await cliJson("member", "show", "--name", "bee")).toEqual(added);
  });

  test("makes a password when none is given, and tells it once", async () => {
    const { name } = await createMember(prisma);
    const { password } = await cliJson("member", "reset-password", "--name", name);
    const { passwordHash } = await prisma.member.findFirstOrThrow({ where: { name } });
    expect(await verifyPassword(String(password), passwordHash)).toBe(true);
  });

  test("bans and unbans in the name of staff, with a reason", async () => {
    const moderator = await createMember(prisma, { role: "moderator" });
    const { name } = await createMember(prisma);
    const why = ["--name", name, "--as", moderator.name, "--reason", "Sold invites"];
    expect(await cliJson("member", "ban", ...why)).toMatchObject({ banReason: "Sold invites" });
    expect(await cliJson("member", "unban", ...why)).toMatchObject({ bannedAt: null });
    expect(await prisma.auditEntry.count({ where: { actorId: moderator.id } })).toBe(2);
  });

  test("uploads a .torrent as a member, and refuses it a second time with a link", async () => {
    const uploader = await createMember(prisma);
    const files = [{ path: "hive.iso", sizeBytes: 300_000 }];
    const torrent = torrentFileBytes(makeMetainfo({ name: "hive.iso", files }));
    await writeFile(path.join(folder, "hive.torrent"), torrent);
    // The path is meant from where the operator stands.
    const upload = ["--file", "hive.torrent", "--as", uploader.name, "--category", "software"];

    const added = await cliJson("torrent", "add", ...upload, "--tags", "linux,iso", "--anonymous");
    expect(added).toMatchObject({
      title: "hive",
      category: "software",
      tags: "linux,iso",
      anonymous: true,
      sizeBytes: "300000",
      announceUrl: `${process.env["BASE_URL"] ?? ""}/announce/${uploader.passkey}`,
    });
    expect(await cliJson("torrent", "add", ...upload)).toMatchObject({
      code: "conflict",
      href: `/torrents/${String(added["id"])}`,
    });

    const mine = ["--id", String(added["id"]), "--as", uploader.name, "--out", "mine.torrent"];
    await cliJson("torrent", "download", ...mine);
    const written = await readFile(path.join(folder, "mine.torrent"), "latin1");
    expect(written).toContain(`/announce/${uploader.passkey}`);
    expect(await cliJson("stats")).toMatchObject({ torrents: 1, sizeBytes: "300000" });
  });

  test("says in words what is wrong, on stderr", async () => {
    expect(await cli("member", "show", "--name", "nobody")).toEqual({
      code: 1,
      stdout: "",
      stderr: "There is no member named nobody.\n",
    });
    const { code, stderr } = await cli("member", "add", "--role", "queen");
    expect(code).toBe(1);
    expect(stderr).toContain("--name is missing");
  });

  test("explains itself", async () => {
    const { code, stdout } = await cli("--help");
    expect(code).toBe(0);
    for (const words of ["member add", "member reset-passkey", "torrent add", "stats"]) {
      expect(stdout).toContain(words);
    }
  });
});
