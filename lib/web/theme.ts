import "server-only";
import { cookies } from "next/headers";
import { z } from "zod";

/** What a member may choose. `system` follows the device. */
export const themeSchema = z.enum(["system", "light", "dark"]);
export type Theme = z.output<typeof themeSchema>;

const cookieName = "theme";
const yearSeconds = 365 * 86_400;

/**
 * The theme of this browser. Pages read the cookie alone, so that strangers have a theme and
 * members cost no query; signing in brings the member's own choice into it.
 */
export async function readTheme(): Promise<Theme> {
  const jar = await cookies();
  return themeSchema.catch("system").parse(jar.get(cookieName)?.value);
}

/** Keeps the choice in this browser. Only in actions: a page cannot set cookies. */
export async function keepTheme(theme: Theme): Promise<void> {
  const jar = await cookies();
  jar.set(cookieName, theme, { path: "/", maxAge: yearSeconds, sameSite: "lax", httpOnly: true });
}
