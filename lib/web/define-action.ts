import "server-only";
import { refresh } from "next/cache";
import { unstable_rethrow } from "next/navigation";
import type * as z from "zod";

import { authorize, type Permit } from "#lib/access/authorize";
import type { Permission } from "#lib/access/permissions";
import { isAppError, type AppError } from "#lib/errors";

import type { FormState } from "./form-state";
import { requireViewer } from "./viewer";

/** The signature that `useActionState` wants. It also serves a form with JavaScript off. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

/** What `run` may return: a message to show, or a whole state. Redirects are thrown as usual. */
type Outcome = string | FormState | undefined;

interface ActionSpec<P extends Permission, S extends z.ZodType> {
  readonly permission: P;
  /** Parses the form's fields, by name. A repeated field is an array. */
  readonly input: S;
  /** The thing's owner is not known yet here: `run` authorizes again for `orOwner` permissions. */
  readonly run: (permit: Permit<P>, input: z.output<S>) => Promise<Outcome>;
}

interface OwnedActionSpec<P extends Permission, S extends z.ZodType> extends ActionSpec<P, S> {
  /** Whom the thing belongs to, for permissions that its owner holds too. */
  readonly ownerOf: (input: z.output<S>) => Promise<number | null>;
}

/**
 * The only thing that an `actions.ts` exports: signs in, parses, authorizes, runs, and turns an
 * AppError into a form state that keeps what was typed.
 */
export function defineAction<P extends Permission, S extends z.ZodType>(
  spec: ActionSpec<P, S> | OwnedActionSpec<P, S>,
): FormAction {
  return async (_previous, form) => {
    const values = typedValues(form);
    try {
      const viewer = await requireViewer();
      const parsed = spec.input.safeParse(fieldsOf(form));
      if (!parsed.success) return invalid(parsed.error, values);
      const owned = "ownerOf" in spec ? { ownerId: await spec.ownerOf(parsed.data) } : undefined;
      const permit = authorize(viewer, spec.permission, owned);
      return shown(stateOf(await spec.run(permit, parsed.data)));
    } catch (error) {
      return failed(error, values);
    }
  };
}

/** The same for forms of people who are not signed in: sign in, register, set up. */
export function definePublicAction<S extends z.ZodType>(spec: {
  readonly input: S;
  readonly run: (input: z.output<S>) => Promise<Outcome>;
}): FormAction {
  return async (_previous, form) => {
    const values = typedValues(form);
    try {
      const parsed = spec.input.safeParse(fieldsOf(form));
      if (!parsed.success) return invalid(parsed.error, values);
      return shown(stateOf(await spec.run(parsed.data)));
    } catch (error) {
      return failed(error, values);
    }
  };
}

function fieldsOf(form: FormData): Record<string, FormDataEntryValue | FormDataEntryValue[]> {
  const fields: [string, FormDataEntryValue | FormDataEntryValue[]][] = [];
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION")) continue;
    const all = form.getAll(name);
    const [first] = all;
    if (first !== undefined) fields.push([name, all.length === 1 ? first : all]);
  }
  return Object.fromEntries(fields);
}

function typedValues(form: FormData): Record<string, string> {
  const typed: [string, string][] = [];
  for (const [name, value] of form) {
    const isSecret = /password|token/i.test(name);
    if (typeof value === "string" && !isSecret && !name.startsWith("$ACTION")) {
      typed.push([name, value]);
    }
  }
  return Object.fromEntries(typed);
}

function stateOf(outcome: Outcome): FormState {
  if (outcome === undefined) return { status: "done" };
  return typeof outcome === "string" ? { status: "done", message: outcome } : outcome;
}

/** What was done shows at once: without this, Next sends the answer but not the page around it. */
function shown(state: FormState): FormState {
  if (state.status === "done") refresh();
  return state;
}

function invalid(error: z.ZodError, values: Record<string, string>): FormState {
  const fieldErrors: Record<string, string> = {};
  for (const issue of error.issues) fieldErrors[issue.path.join(".")] ??= issue.message;
  return { status: "error", message: "Please check the marked fields.", fieldErrors, values };
}

function failed(error: unknown, values: Record<string, string>): FormState {
  unstable_rethrow(error);
  if (!isAppError(error)) throw error;
  return errorState(error, values);
}

function errorState(error: AppError, values: Record<string, string>): FormState {
  return {
    status: "error",
    message: error.message,
    values,
    ...(error.href === undefined ? {} : { href: error.href }),
    ...(error.field === undefined ? {} : { fieldErrors: { [error.field]: error.message } }),
  };
}
