import type { ReactNode } from "react";

import { classes } from "./classes";

export type Tone = "neutral" | "accent" | "good" | "bad" | "info";

const tones: Record<Tone, string> = {
  neutral: "border-line bg-base-200 text-muted",
  accent: "border-accent/40 bg-accent/10 text-accent",
  good: "border-success/40 bg-success/10 text-success",
  bad: "border-error/40 bg-error/10 text-error",
  info: "border-info/40 bg-info/10 text-info",
};

/** A small label. Its words carry the meaning; the colour only helps. */
export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={classes(
        "inline-flex items-center rounded-selector border px-1.5 text-xs/5 font-medium whitespace-nowrap",
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
