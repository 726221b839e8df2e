import type { ComponentProps, ReactNode } from "react";

import { classes } from "./classes";
import { Link } from "./link";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger";
export type ButtonSize = "normal" | "small";

const looks: Record<ButtonLook, string> = {
  primary: "btn-primary",
  plain: "border-base-content/25 bg-base-100 hover:bg-base-200",
  quiet: "btn-ghost",
  danger: "btn-error",
};

/** The class names of a button: for links and summaries that look like one. */
export function buttonClasses(look: ButtonLook = "plain", size: ButtonSize = "normal"): string {
  return classes(
    "btn gap-1.5 font-medium shadow-none",
    looks[look],
    size === "small" ? "btn-sm" : "h-9 min-h-9",
  );
}

interface Look {
  readonly look?: ButtonLook | undefined;
  readonly size?: ButtonSize | undefined;
  readonly children: ReactNode;
}

/** A button. In a form that waits for its answer use SubmitButton. */
export function Button({ look, size, className, ...rest }: Look & ComponentProps<"button">) {
  return (
    <button type="button" {...rest} className={classes(buttonClasses(look, size), className)} />
  );
}

/** A link that looks like a button: for going somewhere, never for changing something. */
export function LinkButton({ look, size, className, ...rest }: Look & ComponentProps<typeof Link>) {
  return <Link {...rest} className={classes(buttonClasses(look, size), className)} />;
}
