import { createHash, randomBytes } from "node:crypto";

export const sessionDays = 30;
/** A session's last use is written at most this often. */
export const touchSeconds = 60;

/** What the cookie holds: 32 random bytes in base64url. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the database holds: a stolen backup opens no session. Null for anything but a token. */
export function sessionIdOf(token: string): string | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
  return createHash("sha256").update(token).digest("hex");
}

const systems = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux|X11/, "Linux"],
] as const;

const browsers = [
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\/|Chromium\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;

/** A browser's User-Agent in words that its owner recognizes: `Firefox on Linux`. */
export function deviceOf(userAgent: string): string {
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser === undefined && system === undefined) return "Unknown device";
  if (system === undefined) return browser ?? "";
  return `${browser ?? "A browser"} on ${system}`;
}
