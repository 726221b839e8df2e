import { z } from "zod";

/**
 * Every site setting with its default, its bounds, and the words that the settings page shows.
 * Stored one row a key in `settings`; a missing row means the default, so that a new setting
 * needs no migration.
 */
export const settingsSchema = z.object({
  siteName: z
    .string()
    .trim()
    .min(1, "Give the site a name.")
    .max(60, "At most 60 characters.")
    .default("Swarmkeep")
    .meta({
      title: "Site name",
      description: "Stands in the header, in page titles and in the comment of .torrent files.",
    }),
  registration: z.enum(["open", "invite", "closed"]).default("open").meta({
    title: "Registration",
    description: "Open: anyone may register. Invite: people with an invite. Closed: nobody.",
  }),
  /** It makes our info hashes differ from other sites'. */
  sourceTag: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,32}$/, "1 to 32 letters, digits or signs, without spaces.")
    .default("Swarmkeep")
    .meta({
      title: "Source tag",
      description:
        "The source in the info dictionary of new uploads. It keeps their info hashes apart from other sites'; torrents that are here keep theirs. 1 to 32 letters, digits or signs.",
    }),
  announceIntervalSeconds: whole(300, 7200).default(1800).meta({
    title: "Announce interval",
    description: "Seconds between announces that clients are asked for.",
  }),
  /** aria2 takes it literally. */
  announceMinIntervalSeconds: whole(30, 3600).default(300).meta({
    title: "Shortest announce interval",
    description:
      "Seconds under which a client is told not to announce again. Never more than the announce interval.",
  }),
  maxPeersPerReply: whole(1, 200).default(50).meta({
    title: "Peers in a reply",
    description: "Most peers that one announce is answered with.",
  }),
  inviteDays: whole(1, 90).default(7).meta({
    title: "Invite lifetime",
    description: "Days until an unused invite expires.",
  }),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingKey = keyof Settings;

/** Every key, in the order of the settings page. */
export const SETTING_KEYS = settingsSchema.keyof().options;

function whole(min: number, max: number) {
  return z.coerce
    .number("Type a whole number.")
    .int("Type a whole number.")
    .min(min, `At least ${min}.`)
    .max(max, `At most ${max}.`);
}
