import type { Permit } from "#lib/access/authorize";
import { recordAudit } from "#lib/audit/mutations";
import { prisma } from "#lib/db/client";

import { forgetSettings } from "./queries";
import { applyChanges, changedKeys, settingsFromRows } from "./rules";
import type { SettingKey, Settings } from "./schema";

/**
 * Changes site settings, with one audit entry for all of them. The tracker hears of it by trigger.
 * @returns the keys that really changed; none writes nothing
 * @throws AppError `invalid` with the field when a value is out of its bounds
 */
export async function updateSettings(
  permit: Permit<"settings.edit">,
  changes: Partial<Settings>,
  reason = "",
): Promise<SettingKey[]> {
  const changed = await prisma.$transaction(async (tx) => {
    // Readers go on; two writers would each take the other's half for the state before.
    await tx.$executeRaw`LOCK TABLE "settings" IN SHARE ROW EXCLUSIVE MODE`;
    const before = settingsFromRows(await tx.setting.findMany());
    const after = applyChanges(before, changes);
    const keys = changedKeys(before, after);
    if (keys.length === 0) return keys;
    for (const key of keys) {
      const value = after[key];
      await tx.setting.upsert({
        where: { key },
        create: { key, value },
        update: { value },
      });
    }
    await recordAudit(tx, {
      actorId: permit.actor.memberId,
      action: "settings.edit",
      targetType: "site",
      targetId: "settings",
      targetName: "Settings",
      reason,
      before: pick(before, keys),
      after: pick(after, keys),
    });
    return keys;
  });
  forgetSettings();
  return changed;
}

function pick(settings: Settings, keys: readonly SettingKey[]): Record<string, string | number> {
  return Object.fromEntries(keys.map((key) => [key, settings[key]]));
}
