export const nameLength = { min: 2, max: 24 } as const;
export const passwordLength = { min: 10, max: 256 } as const;

/** Names that would pass for the site's own voice, or for nobody's. */
const reservedNames = new Set([
  "admin",
  "administrator",
  "anonymous",
  "api",
  "bot",
  "deleted",
  "everyone",
  "help",
  "me",
  "member",
  "mod",
  "moderator",
  "moderators",
  "nobody",
  "null",
  "official",
  "owner",
  "root",
  "security",
  "self",
  "staff",
  "support",
  "swarmkeep",
  "sysop",
  "system",
  "tracker",
  "undefined",
  "unknown",
]);

/** Names are unique without regard to case. Only ASCII is allowed, so this is exact. */
export function nameKeyOf(name: string): string {
  return name.toLowerCase();
}

/** E-mail addresses are compared without regard to case. */
export function emailKeyOf(email: string): string {
  return email.toLowerCase();
}

/** What is wrong with a username, or null. */
export function nameProblem(name: string): string | null {
  if (name.length < nameLength.min || name.length > nameLength.max) {
    return `Use ${nameLength.min} to ${nameLength.max} characters.`;
  }
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) return "Use letters, digits and _ . - only.";
  // ".." would leave its folder in /members/..; "-x" reads as an option of the command line.
  if (!/^[A-Za-z0-9_]/.test(name)) return "Begin with a letter, a digit or _.";
  if (name.endsWith(".")) return "End with a letter, a digit, _ or -.";
  if (reservedNames.has(lettersOf(name))) return "This name is reserved. Choose another.";
  return null;
}

/** What is wrong with a password, or null. `name` is whose it will be. */
export function passwordProblem(password: string, name: string): string | null {
  const { length } = Array.from(password);
  if (length < passwordLength.min) return `Use at least ${passwordLength.min} characters.`;
  if (password.length > passwordLength.max) {
    return `Use at most ${passwordLength.max} characters.`;
  }
  const plain = password.toLowerCase();
  if (plain.includes(nameKeyOf(name)) && length - name.length < passwordLength.min / 2) {
    return "Do not use your username as your password.";
  }
  if (isCommon(plain)) return "This password is on every list of common ones. Choose another.";
  return null;
}

/**
 * What people type when ten characters are asked for: the top of the published lists, from ten
 * characters on, and patterns that no list holds completely.
 */
const commonPasswords = new Set([
  "1q2w3e4r5t",
  "1q2w3e4r5t6y",
  "1qaz2wsx3edc",
  "abcdefghij",
  "administrator",
  "asdfghjkl1",
  "asdfghjkl;",
  "bittorrent",
  "changeme123",
  "correct horse battery staple",
  "correcthorsebatterystaple",
  "football123",
  "iloveyou123",
  "iloveyou12",
  "letmein123",
  "mypassword",
  "passw0rd123",
  "password00",
  "password01",
  "password1!",
  "password12",
  "password123",
  "password1234",
  "password123!",
  "qazwsxedcrfv",
  "qwerty12345",
  "qwerty123456",
  "qwertyuiop",
  "qwertyuiop1",
  "qwertzuiop",
  "swarmkeep123",
  "trustno1234",
  "welcome123",
  "zxcvbnm123",
]);

function isCommon(plain: string): boolean {
  return commonPasswords.has(plain) || isRepetition(plain) || isSequence(plain);
}

/** One to three characters again and again: `aaaaaaaaaa`, `1212121212`, `abcabcabcabc`. */
function isRepetition(text: string): boolean {
  return [1, 2, 3].some((period) =>
    Array.from(text).every((character, index) => character === text[index % period]),
  );
}

/** Neighbours in one direction: `1234567890`, `abcdefghijk`, `9876543210`. */
function isSequence(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  // Digits wrap round: 9 is followed by 0.
  return [1, -1].some((by) => steps.every((step) => step === by || step === -9 * by));
}

function lettersOf(name: string): string {
  return nameKeyOf(name).replaceAll(/[_.-]/g, "");
}
