import { closeDatabase, prisma } from "#lib/db/client";
import { baseUrl, env } from "#lib/env";
import { isAppError } from "#lib/errors";
import { createOwner, issueSetupToken, ownerExists } from "#lib/setup/mutations";

/**
 * Run at each start, after the reference data (reference-data.sql): sees to the owner. Its line on
 * stdout is for the start script: `{"setupUrl": …}` while the site has none, `{"owner": …}` when it
 * has just made one.
 */
async function seed(): Promise<{ setupUrl?: string; owner?: string }> {
  if (await ownerExists()) return {};
  const { OWNER_NAME: name, OWNER_PASSWORD: password, OWNER_EMAIL: email } = env();
  if (name !== undefined && password !== undefined) {
    const owner = await createOwner({ name, password, email });
    return { owner: owner.name };
  }
  return { setupUrl: `${baseUrl()}/setup/${await issueSetupToken()}` };
}

try {
  process.stdout.write(`${JSON.stringify(await seed())}\n`);
} catch (error) {
  if (!isAppError(error)) throw error;
  const variable = error.field === undefined ? "" : `OWNER_${error.field.toUpperCase()}: `;
  process.stderr.write(`${variable}${error.message}\n`);
  process.exitCode = 1;
} finally {
  await prisma.$disconnect();
  await closeDatabase();
}
