"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import {
  banMember,
  resetPasskeyFor,
  resetPasswordFor,
  setRole,
  unbanMember,
} from "#lib/moderation/mutations-members";
import { idSchema, reasonSchema, roleSchema } from "#lib/moderation/schema";
import { defineAction } from "#lib/web/define-action";

const actSchema = z.object({
  memberId: idSchema,
  reason: reasonSchema,
  /** Of the member's own page, to come back to: its state is the answer. */
  name: z.string().max(60),
});

const pageOf = (name: string) => `/staff/members/${encodeURIComponent(name)}`;

export const ban = defineAction({
  permission: "member.ban",
  input: actSchema,
  run: async (permit, { name, ...act }) => {
    await banMember(permit, act);
    redirect(pageOf(name));
  },
});

export const unban = defineAction({
  permission: "member.ban",
  input: actSchema,
  run: async (permit, { name, ...act }) => {
    await unbanMember(permit, act);
    redirect(pageOf(name));
  },
});

export const changeRole = defineAction({
  permission: "member.setRole",
  input: actSchema.extend({ role: roleSchema }),
  run: async (permit, { name, ...act }) => {
    await setRole(permit, act);
    redirect(pageOf(name));
  },
});

export const resetPasskey = defineAction({
  permission: "member.resetPasskey",
  input: actSchema,
  run: async (permit, { name, ...act }) => {
    await resetPasskeyFor(permit, act);
    return `The passkey of ${name} is new. The old one is refused by now.`;
  },
});

export const resetPassword = defineAction({
  permission: "member.resetPassword",
  input: actSchema.extend({ password: z.string() }),
  run: async (permit, { name, ...act }) => {
    await resetPasswordFor(permit, act);
    return `The password of ${name} is the one you typed. They are signed out everywhere.`;
  },
});
