import { z } from "zod";

import { emailSchema, nameSchema, withGoodPassword } from "#lib/members/schema";
import { settingsSchema } from "#lib/settings/schema";

/** The owner's first form. */
export const setupSchema = withGoodPassword(
  z.object({
    token: z.string(),
    siteName: settingsSchema.shape.siteName.unwrap(),
    registration: settingsSchema.shape.registration.unwrap(),
    name: nameSchema,
    email: emailSchema,
    password: z.string(),
  }),
);

export type SetupForm = z.output<typeof setupSchema>;
