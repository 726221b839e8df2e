import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // eslint-disable-next-line no-restricted-properties -- Prisma's own command line reads this file; generating needs no database
  datasource: { url: process.env["DATABASE_URL"] ?? "postgresql://localhost/none" },
});
