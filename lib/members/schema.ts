import { z } from "zod";

import { nameProblem, passwordProblem } from "./rules";

/** A username that may be registered. */
export const nameSchema = z
  .string()
  .trim()
  .superRefine((name, context) => {
    const problem = nameProblem(name);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  });

/** An e-mail address, or nothing. */
export const emailSchema = z
  .string()
  .trim()
  .max(254, "This address is too long.")
  .refine((email) => email === "" || z.email().safeParse(email).success, {
    error: "This is not an e-mail address.",
  })
  .transform((email) => (email === "" ? undefined : email))
  .optional();

/** A new account: what registration, set-up and the command line ask for. */
export const newMemberSchema = withGoodPassword(
  z.object({ name: nameSchema, email: emailSchema, password: z.string() }),
);

/** A password's change by its member, who proves to be the one by the current password. */
export const passwordChangeSchema = z.object({
  currentPassword: z.string().min(1, "Type your current password."),
  newPassword: z.string(),
});

/** Adds the password rules, which need the name, to any object with both. */
export function withGoodPassword<
  S extends z.ZodType<{ readonly name: string; readonly password: string }>,
>(schema: S) {
  return schema.superRefine((member, context) => {
    const problem = passwordProblem(member.password, member.name);
    if (problem !== null) {
      context.addIssue({ code: "custom", message: problem, path: ["password"] });
    }
  });
}
