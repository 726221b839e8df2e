"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { AppError } from "#lib/errors";
import { signInMember } from "#lib/sessions/mutations-sign-in";
import { waitWords } from "#lib/throttle/rules";
import { keepSession } from "#lib/web/auth";
import { requestOrigin } from "#lib/web/client-address";
import { definePublicAction } from "#lib/web/define-action";
import { returnPath } from "#lib/web/return-path";
import { keepTheme, themeSchema } from "#lib/web/theme";

export const signIn = definePublicAction({
  input: z.object({
    name: z.string().trim().min(1, "Type your username."),
    password: z.string().min(1, "Type your password."),
    next: z.string().optional(),
  }),
  run: async ({ name, password, next }) => {
    const result = await signInMember({ name, password }, await requestOrigin());
    switch (result.kind) {
      case "wrong":
        throw new AppError("unauthenticated", "Wrong username or password.");
      case "banned":
        throw new AppError(
          "forbidden",
          `This account is banned. Reason: ${result.reason ?? "none was given."}`,
        );
      case "throttled":
        throw new AppError(
          "too_many",
          `Too many failed tries. Wait ${waitWords(result.retryAfterSeconds)}, then try again.`,
        );
      case "opened": {
        await keepSession(result.token);
        const theme = themeSchema.safeParse(result.theme);
        if (theme.success) await keepTheme(theme.data);
        redirect(returnPath(next));
      }
    }
  },
});
