"use client";

import type { ReactNode } from "react";

import { buttonClasses, type ButtonLook, type ButtonSize } from "./button";
import { useForm } from "./form";

/**
 * Asks before something that cannot be undone: the button opens what will happen, and the button
 * that does it. A `details` element, so that it needs no JavaScript. Stands inside its form, so
 * that the form's message shows above it, and what was wrong is open to be put right.
 */
export function Confirm({
  label,
  look = "plain",
  size,
  children,
}: {
  readonly label: string;
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
  /** What will happen, the fields, and the button that does it. */
  readonly children: ReactNode;
}) {
  const { state } = useForm();
  return (
    <details className="group" open={state.status === "error"}>
      <summary
        className={`${buttonClasses(look, size)} w-fit list-none group-open:mb-3 [&::-webkit-details-marker]:hidden`}
      >
        {label}
      </summary>
      <div className="flex max-w-prose flex-col gap-3 rounded-box border border-error/40 bg-error/5 p-3">
        {children}
      </div>
    </details>
  );
}
