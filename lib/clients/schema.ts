import { z } from "zod";

import { reasonSchema } from "#lib/moderation/schema";

const PEER_ID_BYTES = 20;

/** Beginnings that rules often name, offered where one is typed. */
export const COMMON_PREFIXES = [
  { field: "peer_id", prefix: "-qB", client: "qBittorrent" },
  { field: "peer_id", prefix: "-TR", client: "Transmission" },
  { field: "peer_id", prefix: "-TR3000-", client: "Transmission 3.00" },
  { field: "peer_id", prefix: "-DE", client: "Deluge" },
  { field: "peer_id", prefix: "-lt", client: "rTorrent" },
  { field: "peer_id", prefix: "-LT", client: "libtorrent" },
  { field: "peer_id", prefix: "A2-", client: "aria2" },
  { field: "peer_id", prefix: "-BI", client: "BiglyBT" },
  { field: "peer_id", prefix: "-UT", client: "µTorrent" },
  { field: "peer_id", prefix: "-WW", client: "WebTorrent" },
  { field: "peer_id", prefix: "-BC", client: "BitComet" },
  { field: "peer_id", prefix: "-XL", client: "Xunlei" },
  { field: "user_agent", prefix: "Mozilla/", client: "web browsers" },
] as const;

const prefixSchema = z
  .string({ error: "Type how it begins." })
  .trim()
  .min(1, "Type how it begins.")
  .max(100, "At most 100 characters.")
  .regex(/^[\x20-\x7e]*$/, "Use letters, digits and signs that every client sends.");

/** A new rule as the form gives it. */
export const clientRuleSchema = z
  .object({
    verdict: z.enum(["deny", "allow"], { error: "Choose what the rule does." }),
    field: z.enum(["peer_id", "user_agent"], { error: "Choose what begins so." }),
    prefix: prefixSchema,
    note: z.string().default(""),
  })
  .superRefine(({ field, prefix }, context) => {
    if (field === "peer_id" && prefix.length > PEER_ID_BYTES) {
      context.addIssue({
        code: "custom",
        message: `A peer id has ${PEER_ID_BYTES} bytes.`,
        path: ["prefix"],
      });
    }
  })
  .transform((rule, context) => {
    // What an allowed client is worth saying about is up to staff; a denied one is told why.
    if (rule.verdict === "allow" && rule.note.trim() === "") return { ...rule, note: "" };
    const note = reasonSchema.safeParse(rule.note);
    if (note.success) return { ...rule, note: note.data };
    context.addIssue({
      code: "custom",
      message: "Say why: refused clients are told it.",
      path: ["note"],
    });
    return z.NEVER;
  });
export type NewClientRule = z.output<typeof clientRuleSchema>;
