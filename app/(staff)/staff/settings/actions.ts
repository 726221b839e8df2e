"use server";

import { z } from "zod";

import { changesTyped } from "#lib/settings/fields";
import { updateSettings } from "#lib/settings/mutations";
import { SETTING_KEYS } from "#lib/settings/schema";
import { defineAction } from "#lib/web/define-action";

const texts = z.partialRecord(z.enum(SETTING_KEYS), z.string().max(1000));

/** The settings as the form showed them, so that only what was typed anew is changed. */
const shownSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "Load the page again." });
      return z.NEVER;
    }
  })
  .pipe(z.partialRecord(z.enum(SETTING_KEYS), z.union([z.string(), z.number()])));

export const changeSettings = defineAction({
  permission: "settings.edit",
  input: z
    .looseObject({ shown: shownSchema, reason: z.string().trim().max(300).default("") })
    .transform(({ shown, reason, ...typed }) => ({ shown, reason, typed: texts.safeParse(typed) })),
  run: async (permit, { shown, reason, typed }) => {
    const changed = await updateSettings(permit, changesTyped(typed.data ?? {}, shown), reason);
    if (changed.length === 0) return "Nothing was changed: the settings are as they were.";
    return "The settings are saved. The tracker has them within a second.";
  },
});
