"use server";

import { redirect } from "next/navigation";

import { openSession } from "#lib/sessions/mutations";
import { setUpSite } from "#lib/setup/mutations";
import { setupSchema } from "#lib/setup/schema";
import { keepSession } from "#lib/web/auth";
import { requestOrigin } from "#lib/web/client-address";
import { definePublicAction } from "#lib/web/define-action";
import { homePath } from "#lib/web/return-path";

export const setUp = definePublicAction({
  input: setupSchema,
  run: async (form) => {
    const owner = await setUpSite(form);
    await keepSession(await openSession(owner.id, await requestOrigin()));
    redirect(homePath);
  },
});
