import { expect, type Page, test as base } from "@playwright/test";
import { PrismaPg } from "@prisma/adapter-pg";

import { PrismaClient } from "../../../lib/db/generated/client.ts";
import { factoryPassword } from "../../../prisma/factories/members.ts";
import { type Site, startSite } from "../../support/site.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./accessible.ts";
import { watchForTrouble } from "./trouble.ts";

export { expect } from "@playwright/test";
export { expectAccessible } from "./accessible.ts";

interface WorkerFixtures {
  /** The built site on a database of its own, shared by the tests of one worker. */
  site: Site;
  /** The site's database, for the factories: `await createMember(db, { role: "admin" })`. */
  db: PrismaClient;
}

interface TestFixtures {
  /** Signs in through the page. Without a password: a member that a factory made. */
  signInAs: (member: { name: string }, password?: string) => Promise<void>;
  /** Console errors that a test provokes, such as the 404 of a page that must not be found. */
  expectedConsoleErrors: RegExp[];
  /** Turn off where a page is left half-way on purpose. */
  checkLastPage: boolean;
  trouble: undefined;
}

/**
 * Playwright's `test` with our site. Every test fails on a console error, an uncaught exception or
 * a request to another origin, and its last page must pass axe and fit the screen's width.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: [
    async ({}, provide) => {
      const site = await startSite();
      await provide(site);
      await site.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  db: [
    async ({ site }, provide) => {
      const adapter = new PrismaPg({
        connectionString: site.databaseUrl,
        max: 2,
        options: "-c TimeZone=UTC",
      });
      const db = new PrismaClient({ adapter });
      await provide(db);
      await db.$disconnect();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, provide) => {
    await provide(site.url);
  },
  signInAs: async ({ page }, provide) => {
    await provide((member, password = factoryPassword) => signIn(page, member.name, password));
  },
  expectedConsoleErrors: [[], { option: true }],
  checkLastPage: [true, { option: true }],
  trouble: [
    async ({ page, context, site, expectedConsoleErrors, checkLastPage }, provide, testInfo) => {
      const troubles = watchForTrouble({ context, origin: site.url, expectedConsoleErrors });
      await provide(undefined);
      expect(troubles, "console errors, exceptions and foreign requests").toEqual([]);
      const isOurs = page.url().startsWith(site.url);
      if (!checkLastPage || !isOurs || testInfo.status !== "passed") return;
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    },
    { auto: true },
  ],
});

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/login/);
}
