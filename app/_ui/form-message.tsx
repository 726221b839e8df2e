"use client";

import { useEffect, useRef } from "react";

import type { FormState } from "#lib/web/form-state";

import { classes } from "./classes";
import { CheckIcon, WarningIcon } from "./icons";
import { Link } from "./link";

interface FormMessageProps {
  readonly state: FormState;
  readonly linkText?: string | undefined;
}

/** What came of a submit. An error takes the focus, so that it is read out and scrolled to. */
export function FormMessage({ state, linkText = "Show it" }: FormMessageProps) {
  const box = useRef<HTMLDivElement>(null);
  const isError = state.status === "error";
  useEffect(() => {
    if (state.message !== undefined) box.current?.focus();
  }, [state]);
  if (state.message === undefined) return null;
  return (
    <div
      ref={box}
      tabIndex={-1}
      role={isError ? "alert" : "status"}
      className={classes(
        "flex items-start gap-2 rounded-box border px-3 py-2",
        isError
          ? "border-error/50 bg-error/8 text-base-content"
          : "border-success/50 bg-success/8 text-base-content",
      )}
    >
      {isError ? (
        <WarningIcon className="mt-0.5 size-4 shrink-0 text-error" />
      ) : (
        <CheckIcon className="mt-0.5 size-4 shrink-0 text-success" />
      )}
      <p>
        {state.message}
        {state.href === undefined ? null : (
          <>
            {" "}
            <Link href={state.href} className="link-text">
              {linkText}
            </Link>
          </>
        )}
      </p>
    </div>
  );
}
