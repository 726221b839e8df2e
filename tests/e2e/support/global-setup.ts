// Playwright's global set-up; what it returns runs at the end.
export { startTestPostgres as default } from "../../support/postgres.ts";
