"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { registerMember } from "#lib/members/mutations-register";
import { emailSchema, nameSchema, withGoodPassword } from "#lib/members/schema";
import { openSession } from "#lib/sessions/mutations";
import { keepSession } from "#lib/web/auth";
import { requestOrigin } from "#lib/web/client-address";
import { definePublicAction } from "#lib/web/define-action";
import { homePath } from "#lib/web/return-path";

export const register = definePublicAction({
  input: withGoodPassword(
    z.object({
      name: nameSchema,
      email: emailSchema,
      password: z.string(),
      invite: z.string().default(""),
    }),
  ),
  run: async ({ invite, ...newcomer }) => {
    const origin = await requestOrigin();
    const member = await registerMember(newcomer, {
      inviteCode: invite,
      address: origin.address,
    });
    await keepSession(await openSession(member.id, origin));
    redirect(homePath);
  },
});
