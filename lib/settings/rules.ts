import { AppError } from "#lib/errors";

import { SETTING_KEYS, settingsSchema, type SettingKey, type Settings } from "./schema";

/** A stored row, as it came out of the database. */
export interface StoredSetting {
  readonly key: string;
  readonly value: unknown;
}

/**
 * Settings out of their rows. A missing row, or a value that the schema no longer takes, counts
 * as that key's default: one bad value must not take the site down.
 */
export function settingsFromRows(rows: readonly StoredSetting[]): Settings {
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  return settingsSchema.parse(
    Object.fromEntries(
      SETTING_KEYS.map((key) => {
        const parsed = settingsSchema.shape[key].safeParse(stored.get(key));
        return [key, parsed.success ? parsed.data : undefined];
      }),
    ),
  );
}

/**
 * The settings after `changes`, checked one by one and against each other.
 * @throws AppError `invalid` that names the field
 */
export function applyChanges(current: Settings, changes: Partial<Settings>): Settings {
  for (const [key, value] of Object.entries(changes)) {
    if (!isSettingKey(key)) throw new AppError("invalid", `There is no setting "${key}".`);
    const message = complaint(key, value);
    if (message !== undefined) {
      // The message also stands over the form, away from its field.
      throw new AppError("invalid", `${titleOf(key)}: ${message}`, { field: key });
    }
  }
  const next = settingsSchema.parse({ ...current, ...changes });
  if (next.announceMinIntervalSeconds > next.announceIntervalSeconds) {
    const field = "announceMinIntervalSeconds";
    throw new AppError("invalid", `${titleOf(field)}: Not more than the announce interval.`, {
      field,
    });
  }
  return next;
}

/** What is wrong with a value, or undefined. An emptied field is no 0, which often means no limit. */
function complaint(key: SettingKey, value: unknown): string | undefined {
  const { shape } = settingsSchema;
  const isNumber = typeof shape[key].parse(undefined) === "number";
  if (isNumber && typeof value === "string" && value.trim() === "") return "Type a whole number.";
  return shape[key].safeParse(value).error?.issues[0]?.message;
}

/** The keys whose values differ, in the order of the schema. */
export function changedKeys(before: Settings, after: Settings): SettingKey[] {
  return SETTING_KEYS.filter((key) => before[key] !== after[key]);
}

/** The words for a setting; any other text stays as it is. */
export function titleOf(key: string): string {
  return (isSettingKey(key) ? settingsSchema.shape[key].meta()?.title : undefined) ?? key;
}

function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsSchema.shape, key);
}
