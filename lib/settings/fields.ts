import { z } from "zod";

import { SETTING_KEYS, settingsSchema, type SettingKey, type Settings } from "./schema";

/** A setting as a form field. Words, default and bounds come from the schema alone. */
export interface SettingField {
  readonly key: SettingKey;
  readonly title: string;
  readonly help: string;
  readonly defaultValue: string;
  /** Whether nothing is a value too. */
  readonly isOptional: boolean;
  readonly kind:
    | { readonly type: "text"; readonly maxLength?: number | undefined }
    | { readonly type: "whole"; readonly min: number; readonly max: number }
    | { readonly type: "choice"; readonly choices: readonly string[] };
}

/** Every setting as a form field, in the order of the schema. */
export function settingFields(): SettingField[] {
  return SETTING_KEYS.map(settingField);
}

/** One setting as a form field. */
export function settingField(key: SettingKey): SettingField {
  const shape = shapeSchema.parse(z.toJSONSchema(settingsSchema.shape[key]));
  const kind = kindOf(shape);
  return {
    key,
    title: shape.title,
    help: shape.description,
    defaultValue: String(shape.default),
    isOptional: kind.type === "text" && settingsSchema.shape[key].safeParse("").success,
    kind,
  };
}

/** Settings that belong together. */
export interface SettingGroup {
  readonly title: string;
  readonly help: string;
  readonly keys: readonly SettingKey[];
}

/** Every setting under one heading, in the order of the settings page. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    title: "Site",
    help: "What the site is called, and what it puts into torrents.",
    keys: ["siteName", "sourceTag"],
  },
  {
    title: "Registration and invites",
    help: "Who may become a member.",
    keys: ["registration", "inviteDays"],
  },
  {
    title: "Announces",
    help: "How often clients report to the tracker.",
    keys: [
      "announceIntervalSeconds",
      "announceMinIntervalSeconds",
      "youngIntervalSeconds",
      "idleIntervalSeconds",
    ],
  },
  {
    title: "Peers and limits",
    help: "What members are given, how much they may do at a time, and what is believed.",
    keys: [
      "maxPeersPerReply",
      "peerQuotaPerHour",
      "peersPerTorrent",
      "downloadsPerMember",
      "fastestMiBPerSecond",
    ],
  },
  {
    title: "Clients and ports",
    help: "Which clients may announce, and how they are reached.",
    keys: ["clientList", "deniedPorts", "clientAddresses", "portChecks"],
  },
];

/**
 * What the form changes: the fields whose text differs from what the form showed. A setting that
 * someone else changed meanwhile is left as they set it.
 * @param shown the settings as the form showed them
 */
export function changesTyped(
  typed: Readonly<Record<string, unknown>>,
  shown: Partial<Readonly<Record<SettingKey, unknown>>>,
): Partial<Settings> {
  const changed = SETTING_KEYS.filter(
    (key) => typeof typed[key] === "string" && typed[key].trim() !== String(shown[key]),
  );
  // The texts are checked and converted by the mutation, against the same schema.
  return Object.fromEntries(changed.map((key) => [key, typed[key]]));
}

/** The part of JSON Schema that the settings use. */
const shapeSchema = z.object({
  title: z.string(),
  description: z.string(),
  default: z.union([z.string(), z.number()]),
  type: z.enum(["string", "integer"]),
  enum: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

function kindOf(shape: z.output<typeof shapeSchema>): SettingField["kind"] {
  if (shape.enum !== undefined) return { type: "choice", choices: shape.enum };
  if (shape.type === "string") return { type: "text", maxLength: shape.maxLength };
  return {
    type: "whole",
    min: shape.minimum ?? Number.MIN_SAFE_INTEGER,
    max: shape.maximum ?? Number.MAX_SAFE_INTEGER,
  };
}
