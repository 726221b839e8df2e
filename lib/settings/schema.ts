import { z } from "zod";

/**
 * Every site setting with its default and its bounds. Stored one row a key in `settings`;
 * a missing row means the default, so that a new setting needs no migration.
 */
export const settingsSchema = z.object({
  /** Name in the header, in titles and in the `comment` of downloaded .torrent files. */
  siteName: z.string().trim().min(1).max(60).default("Swarmkeep"),
  /** Who may register. */
  registration: z.enum(["open", "invite", "closed"]).default("open"),
  /** The `source` in the info dictionary: it makes our info hashes differ from other sites'. */
  sourceTag: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,32}$/, "1 to 32 letters, digits or signs, without spaces")
    .default("Swarmkeep"),
  /** Seconds between announces that clients are asked for. */
  announceIntervalSeconds: z.coerce.number().int().min(300).max(7200).default(1800),
  /** Seconds under which a client is told not to announce again. aria2 takes it literally. */
  announceMinIntervalSeconds: z.coerce.number().int().min(30).max(3600).default(300),
  /** Most peers in one reply. */
  maxPeersPerReply: z.coerce.number().int().min(1).max(200).default(50),
  /** Days until an unused invite expires. */
  inviteDays: z.coerce.number().int().min(1).max(90).default(7),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingKey = keyof Settings;
