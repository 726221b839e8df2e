"use client";

import { createContext, use, useActionState, useId, type ReactNode } from "react";

import { idle, type FormState } from "#lib/web/form-state";

import { classes } from "./classes";
import { FormMessage } from "./form-message";

interface FormContext {
  readonly id: string;
  readonly state: FormState;
}

const Context = createContext<FormContext>({ id: "", state: idle });

/** The state of the form around: what was typed and what was wrong, by field name. */
export function useForm(): FormContext {
  return use(Context);
}

interface FormProps {
  readonly action: (previous: FormState, form: FormData) => Promise<FormState>;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** The name that a screen reader says for the form, when the page has several. */
  readonly label?: string | undefined;
  /** For the link in the message, if the action's answer has one. */
  readonly linkText?: string | undefined;
  /** Leaves the message out, for forms of one button whose effect can be seen. */
  readonly isSilent?: boolean;
}

/**
 * A form on a `defineAction` action. Fields inside read their typed values and errors from it, so
 * pages stay server components. Works with JavaScript off: the server renders the same state.
 */
export function Form({ action, children, className, label, linkText, isSilent }: FormProps) {
  const [state, submit] = useActionState(action, idle);
  const id = useId();
  return (
    <Context value={{ id, state }}>
      <form
        action={submit}
        className={classes("flex flex-col gap-4", className)}
        aria-label={label}
        noValidate
      >
        {isSilent === true && state.status !== "error" ? null : (
          <FormMessage state={state} linkText={linkText} />
        )}
        {children}
      </form>
    </Context>
  );
}
