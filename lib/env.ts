import { isIP } from "node:net";

import { z } from "zod";

const cidr = z.string().refine(
  (text) => {
    const [address = "", bits] = text.split("/");
    const version = isIP(address);
    if (version === 0) return false;
    return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  },
  { error: "is not an IP address or a network like 10.0.0.0/8" },
);

const variables = z.object({
  /** Port of the site and the announce alike. */
  PORT: wholeNumber(0, 65_535).default(3000),
  /** Address to listen on. `::` takes IPv6 and IPv4. */
  HOST: z.string().min(1).default("::"),
  /** Announces over UDP (BEP 15) on this port; without one there are none. */
  UDP_PORT: wholeNumber(1, 65_535).optional(),
  /** How members and clients reach the site, without a path: https://tracker.example. */
  BASE_URL: z
    .url({ protocol: /^https?$/, error: "must look like https://tracker.example" })
    .refine((url) => /^https?:\/\/[^/?#@]+\/?$/i.test(url), {
      error: "must look like https://tracker.example, without a path",
    })
    .transform((url) => new URL(url).origin)
    .optional(),
  /** PostgreSQL ≥ 15. `npm start` sets it to the embedded server when you do not. */
  DATABASE_URL: z
    .string({ error: "is missing: postgresql://user:password@host/database" })
    .regex(/^postgres(ql)?:\/\//, "must start with postgresql://"),
  /** Connections a process keeps to Postgres at most. */
  DATABASE_POOL_SIZE: wholeNumber(2, 200).default(10),
  /** Where the embedded Postgres, secrets and mail drafts live. */
  DATA_DIR: z.string().min(1).default(".data"),
  /** Signs session cookies. `npm start` makes one in DATA_DIR when you do not. */
  AUTH_SECRET: z
    .string({ error: "is missing: at least 32 random characters" })
    .min(32, "must have at least 32 characters"),
  /** Proxies whose X-Forwarded-For is believed: addresses and networks, with commas between. */
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(cidr)),
  /** all: tracker and pages. tracker, web: one of the two; they meet in Postgres. */
  ROLE: oneOf("all", "tracker", "web").default("all"),
  /** Processes that take connections on PORT for the tracker: 0 lets it take them itself. */
  LANES: wholeNumber(0, 64).default(0),
  /** Set by the tracker for its lanes: the folder with its sockets. */
  LANE_FOLDER: z.string().optional(),
  /** Set by the front door for its page process: the Unix socket to listen on. */
  LISTEN_SOCKET: z.string().optional(),
  NODE_ENV: oneOf("development", "production", "test").default("production"),
  /** Unattended set-up of the owner at the first start: give all three. */
  OWNER_NAME: z.string().optional(),
  OWNER_PASSWORD: z.string().optional(),
  OWNER_EMAIL: z.email("is not an e-mail address").optional(),
});

/** All three or none: half an owner is a mistake that would show only at the sign-in. */
const schema = variables.superRefine((given, context) => {
  const owner = ["OWNER_NAME", "OWNER_PASSWORD", "OWNER_EMAIL"] as const;
  if (owner.every((name) => given[name] === undefined)) return;
  for (const name of owner.filter((name) => given[name] === undefined)) {
    context.addIssue({ code: "custom", path: [name], message: "goes with the other two OWNER_…" });
  }
});

export type Env = z.output<typeof schema>;

let parsed: Env | undefined;

/**
 * The environment, parsed once. An empty variable counts as absent.
 * @throws Error that names every bad variable and what it should be
 */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** Where members reach the site: BASE_URL, or the local address when there is none. */
export function baseUrl(): string {
  return env().BASE_URL ?? `http://localhost:${env().PORT}`;
}

/** Parses any bag of variables like the environment: for tests and for the start script. */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`Bad environment:\n${lines.join("\n")}\nSee docs/operating.md.`);
}

function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
}

function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: `must be ${words.join(", ")}` });
}
