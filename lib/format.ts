const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB"] as const;

/**
 * Bytes for people, in binary units with three digits: `512 B`, `1.46 GiB`, `15.9 TiB`.
 * Rounds down: nobody is shown a gigabyte that they don't have yet.
 */
export function formatBytes(bytes: bigint | number): string {
  const exact = BigInt(bytes);
  if (exact < 0n) return `-${formatBytes(-exact)}`;
  if (exact < 1024n) return `${exact.toString()} B`;
  let power = 1;
  while (power < byteUnits.length - 1 && exact >= 1024n ** BigInt(power + 1)) power += 1;
  const hundredths = (exact * 100n) / 1024n ** BigInt(power);
  return `${threeDigits(hundredths)} ${byteUnits[power] ?? ""}`;
}

/** The exact number of bytes with its unit: `1,572,864 bytes`. */
export function formatExactBytes(bytes: bigint | number): string {
  return BigInt(bytes) === 1n ? "1 byte" : `${formatCount(bytes)} bytes`;
}

/**
 * Uploaded over downloaded with two decimals, rounded down so that 0.999 is no 1.00.
 * `∞` when nothing was downloaded, `–` when nothing was moved at all.
 */
export function formatRatio(uploaded: bigint, downloaded: bigint): string {
  if (downloaded === 0n) return uploaded === 0n ? "–" : "∞";
  const hundredths = (uploaded * 100n) / downloaded;
  return `${formatCount(hundredths / 100n)}.${pad2(hundredths % 100n)}`;
}

/** Seconds as the two largest units: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`, `1 y 40 d`. */
export function formatDuration(seconds: bigint | number): string {
  let rest = BigInt(typeof seconds === "number" ? Math.trunc(seconds) : seconds);
  if (rest < 60n) return `${rest.toString()} s`;
  const parts: string[] = [];
  for (const [unit, size] of durationUnits) {
    const amount = rest / size;
    rest %= size;
    if (amount > 0n) parts.push(`${amount.toString()} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

const durationUnits = [
  ["y", 31_536_000n],
  ["d", 86_400n],
  ["h", 3600n],
  ["min", 60n],
] as const;

const counts = new Intl.NumberFormat("en-US");

/** A whole number with separators: `1,234,567`. */
export function formatCount(count: bigint | number): string {
  return counts.format(count);
}

/** A moment to the minute, in UTC: `2026-11-22 15:04 UTC`. */
export function formatMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A day in UTC: `2026-11-22`. */
export function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

const ages = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** How long before (or after) `now`: `3 hours ago`, `just now`, `in 6 days`. */
export function formatRelative(moment: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - moment.getTime()) / 1000);
  const distance = Math.abs(seconds);
  for (const [unit, size] of ages) {
    if (distance < size) continue;
    // What is past has passed in full; what is to come is said to the nearest.
    const amount = seconds > 0 ? Math.floor(distance / size) : Math.round(distance / size);
    const words = `${String(amount)} ${unit}${amount === 1 ? "" : "s"}`;
    return seconds > 0 ? `${words} ago` : `in ${words}`;
  }
  return "just now";
}

function threeDigits(hundredths: bigint): string {
  const whole = hundredths / 100n;
  if (whole >= 100n) return formatCount(whole);
  if (whole >= 10n) return `${whole.toString()}.${((hundredths / 10n) % 10n).toString()}`;
  return `${whole.toString()}.${pad2(hundredths % 100n)}`;
}

function pad2(number: bigint): string {
  return number.toString().padStart(2, "0");
}
