"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";

import { classes } from "./classes";
import { buttonClasses, type ButtonLook, type ButtonSize } from "./button";

interface SubmitButtonProps {
  readonly children: ReactNode;
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
  readonly className?: string;
  /** Sent with the form when this button was the one that was pressed. */
  readonly name?: string;
  readonly value?: string;
  readonly label?: string;
  /** For a button that is one of a choice. */
  readonly isPressed?: boolean;
}

/**
 * Sends the form around it. While the answer is on its way it says so and sends nothing twice;
 * it keeps the focus, which `disabled` would take away.
 */
export function SubmitButton({
  children,
  look = "primary",
  size,
  className,
  name,
  value,
  label,
  isPressed,
}: SubmitButtonProps) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      name={name}
      value={value}
      aria-label={label}
      aria-pressed={isPressed}
      aria-disabled={pending ? true : undefined}
      aria-busy={pending ? true : undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      className={classes(buttonClasses(look, size), pending && "opacity-70", className)}
    >
      {pending ? <span aria-hidden="true" className="loading loading-spinner loading-xs" /> : null}
      {children}
    </button>
  );
}
