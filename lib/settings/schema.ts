import { z } from "zod";

/**
 * Every site setting with its default, its bounds, and the words that the settings page shows.
 * Stored one row a key in `settings`; a missing row means the default, so that a new setting
 * needs no migration.
 */
export const settingsSchema = z.object({
  siteName: z.string().trim().min(1).max(60).default("Swarmkeep").meta({
    title: "Site name",
    description: "Stands in the header, in page titles and in the comment of .torrent files.",
  }),
  registration: z.enum(["open", "invite", "closed"]).default("open").meta({
    title: "Registration",
    description: "Who may register: anyone, people with an invite, or nobody.",
  }),
  /** It makes our info hashes differ from other sites'. */
  sourceTag: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,32}$/, "1 to 32 letters, digits or signs, without spaces")
    .default("Swarmkeep")
    .meta({
      title: "Source tag",
      description:
        "The source in the info dictionary of new uploads, which keeps their info hashes apart from other sites'. Torrents uploaded before keep theirs.",
    }),
  announceIntervalSeconds: z.coerce.number().int().min(300).max(7200).default(1800).meta({
    title: "Announce interval",
    description: "Seconds between announces that clients are asked for.",
  }),
  /** aria2 takes it literally. */
  announceMinIntervalSeconds: z.coerce.number().int().min(30).max(3600).default(300).meta({
    title: "Shortest announce interval",
    description:
      "Seconds under which a client is told not to announce again. At most the announce interval.",
  }),
  maxPeersPerReply: z.coerce.number().int().min(1).max(200).default(50).meta({
    title: "Peers in a reply",
    description: "Most peers that one announce is answered with.",
  }),
  inviteDays: z.coerce.number().int().min(1).max(90).default(7).meta({
    title: "Invite lifetime",
    description: "Days until an unused invite expires.",
  }),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingKey = keyof Settings;

/** Every key, in the order of the settings page. */
export const SETTING_KEYS = settingsSchema.keyof().options;
