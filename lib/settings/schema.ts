import { z } from "zod";

import { parsePortRanges } from "./ports";

const portList = z
  .string()
  .trim()
  .max(300, "At most 300 characters.")
  .refine((text) => parsePortRanges(text) !== null, {
    error: "Type ports and ranges with commas between them, such as 1-1023, 6881.",
  });

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
    description:
      "Seconds between announces that clients are asked for. Each gets up to a tenth more, so that they come evenly.",
  }),
  /** aria2 takes it literally. */
  announceMinIntervalSeconds: whole(30, 3600).default(300).meta({
    title: "Shortest announce interval",
    description:
      "Seconds under which an announce is credited but brings no peers. Never more than the announce interval.",
  }),
  youngIntervalSeconds: whole(60, 7200).default(900).meta({
    title: "Announce interval of new torrents",
    description:
      "Seconds between announces in a torrent's first two hours, when peers come and go quickly.",
  }),
  idleIntervalSeconds: whole(300, 14_400).default(3600).meta({
    title: "Announce interval of idle swarms",
    description:
      "Seconds between announces in a swarm of twenty seeders or more where nobody downloads.",
  }),
  maxPeersPerReply: whole(1, 200).default(50).meta({
    title: "Peers in a reply",
    description: "Most peers that one announce is answered with.",
  }),
  peerQuotaPerHour: whole(0, 1_000_000).default(10_000).meta({
    title: "Peers per member and hour",
    description:
      "Most peers that a member is given within an hour, so that nobody can list everybody. 0: no limit.",
  }),
  peersPerTorrent: whole(1, 50).default(5).meta({
    title: "Clients per member and torrent",
    description: "How many clients of one member may be on one torrent, at home and elsewhere.",
  }),
  downloadsPerMember: whole(0, 10_000).default(0).meta({
    title: "Downloads at a time",
    description:
      "How many torrents a member may download at a time. Staff may always. 0: no limit.",
  }),
  clientList: z.enum(["all but denied", "only allowed"]).default("all but denied").meta({
    title: "Torrent clients",
    description:
      "All but denied: every client that no rule denies. Only allowed: those that a rule allows and none denies.",
  }),
  deniedPorts: portList.default("1-1023, 1214, 3389, 4662, 6346-6347, 6699").meta({
    title: "Denied ports",
    description:
      "Listening ports that clients may not use, as numbers and ranges: internet providers slow them down, or something else listens there. Empty: all are welcome.",
  }),
  clientAddresses: z.enum(["ignore", "believe"]).default("ignore").meta({
    title: "Addresses that clients state",
    description:
      "Believe: a public ipv4= or ipv6= of an announce is handed out as the client's second address. Ignore: only the address that it announces from.",
  }),
  portChecks: z.enum(["on", "off"]).default("on").meta({
    title: "Port checks",
    description:
      "On: the tracker tries to connect to each client's port once in a while, and tells members whose port is closed.",
  }),
  fastestMiBPerSecond: whole(1, 100_000).default(1250).meta({
    title: "Fastest believable transfer",
    description:
      "MiB per second of one client. What is claimed beyond is not credited, and is kept as evidence.",
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
