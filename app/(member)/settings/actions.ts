"use server";

import { z } from "zod";

import { AppError } from "#lib/errors";
import { resetPasskey } from "#lib/members/mutations";
import { changeEmail, changePassword } from "#lib/members/mutations-self";
import { emailSchema, passwordChangeSchema } from "#lib/members/schema";
import { revokeOtherSessions, revokeSession } from "#lib/sessions/mutations";
import { auth } from "#lib/web/auth";
import { defineAction } from "#lib/web/define-action";
import { requireViewer } from "#lib/web/viewer";

export const savePassword = defineAction({
  permission: "member.editSelf",
  input: passwordChangeSchema,
  run: async (permit, change) => {
    const session = await auth();
    if (session === null) throw new AppError("unauthenticated", "Sign in again.");
    await changePassword(permit, { ...change, keptSessionId: session.sessionId });
    return "Your password is changed, and every other device is signed out.";
  },
});

export const saveEmail = defineAction({
  permission: "member.editSelf",
  input: z.object({
    email: emailSchema,
    currentPassword: z.string().min(1, "Type your current password."),
  }),
  run: async (permit, { email, currentPassword }) => {
    await changeEmail(permit, { email, currentPassword });
    return email === undefined
      ? "Your e-mail address is removed."
      : "Your e-mail address is saved.";
  },
});

export const newPasskey = defineAction({
  permission: "member.resetPasskey",
  input: z.object({}),
  ownerOf: async () => (await requireViewer()).memberId,
  run: async (permit) => {
    await resetPasskey(permit, { memberId: permit.actor.memberId });
    return "You have a new passkey. Download your .torrent files again, or edit their tracker address.";
  },
});

export const revoke = defineAction({
  permission: "member.editSelf",
  input: z.object({ sessionId: z.string().regex(/^[0-9a-f]{64}$/) }),
  run: async (permit, { sessionId }) => {
    await revokeSession(permit, sessionId);
    return "That device is signed out.";
  },
});

export const revokeOthers = defineAction({
  permission: "member.editSelf",
  input: z.object({}),
  run: async (permit) => {
    const session = await auth();
    if (session === null) throw new AppError("unauthenticated", "Sign in again.");
    await revokeOtherSessions(permit, session.sessionId);
    return "Every other device is signed out.";
  },
});
