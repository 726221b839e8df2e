"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { authorize } from "#lib/access/authorize";
import { changeTheme } from "#lib/members/mutations-self";
import { leaveSession } from "#lib/web/auth";
import { definePublicAction } from "#lib/web/define-action";
import { keepTheme, themeSchema } from "#lib/web/theme";
import { viewer } from "#lib/web/viewer";

/** Strangers choose a theme too: it stays in their browser. */
export const chooseTheme = definePublicAction({
  input: z.object({ theme: themeSchema }),
  run: async ({ theme }) => {
    await keepTheme(theme);
    const actor = await viewer();
    if (actor !== null) await changeTheme(authorize(actor, "member.editSelf"), theme);
    return undefined;
  },
});

/** Public, since a session that was revoked meanwhile can still be left. */
export const signOut = definePublicAction({
  input: z.object({}),
  run: async () => {
    await leaveSession();
    redirect("/login");
  },
});
