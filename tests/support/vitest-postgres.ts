// vitest's global set-up of the integration project.
export { startTestPostgres as default } from "./postgres.ts";
