// The folder of this clone: scripts may be run from anywhere.
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");
