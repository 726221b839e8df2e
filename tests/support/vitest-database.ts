// Runs in each test file's process before the file loads: lib/db/client reads the environment at
// its first import.
import { afterAll } from "vitest";

import { createTestDatabase } from "./postgres.ts";

const database = await createTestDatabase();
process.env["DATABASE_URL"] = database.url;
process.env["DATABASE_POOL_SIZE"] = "5";
process.env["AUTH_SECRET"] = "tests only: at least 32 characters long";
process.env["BASE_URL"] = "http://localhost:3000";

afterAll(() => database.drop());
