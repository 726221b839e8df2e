"use client";

import type { ComponentProps, ReactNode } from "react";

import { classes } from "./classes";
import { useForm } from "./form";

interface FieldFrame {
  readonly name: string;
  readonly label: string;
  /** What to know before typing: shown under the label. */
  readonly help?: ReactNode;
  /** Marks the label: fields are required unless it is said. */
  readonly isOptional?: boolean;
}

type Own = "name" | "id" | "defaultValue" | "className" | "children";

/** A text input with its label, help and error. Keeps what was typed when the form comes back. */
export function Field({
  name,
  label,
  help,
  isOptional,
  defaultValue,
  ...rest
}: FieldFrame & { readonly defaultValue?: string | undefined } & Omit<
    ComponentProps<"input">,
    Own
  >) {
  const field = useField(name, help !== undefined);
  return (
    <Frame field={field} label={label} help={help} isOptional={isOptional}>
      <input
        {...rest}
        {...field.control}
        required={isOptional !== true}
        defaultValue={field.typed ?? defaultValue}
        className={rest.type === "file" ? "file-input" : "input"}
      />
    </Frame>
  );
}

/** A longer text. `rows` sets its first height. */
export function TextAreaField({
  name,
  label,
  help,
  isOptional,
  defaultValue,
  ...rest
}: FieldFrame & { readonly defaultValue?: string | undefined } & Omit<
    ComponentProps<"textarea">,
    Own
  >) {
  const field = useField(name, help !== undefined);
  return (
    <Frame field={field} label={label} help={help} isOptional={isOptional}>
      <textarea
        rows={6}
        {...rest}
        {...field.control}
        required={isOptional !== true}
        defaultValue={field.typed ?? defaultValue}
        className="textarea leading-normal"
      />
    </Frame>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of a few: a select. A choice with the value "" asks for a choice. */
export function SelectField({
  name,
  label,
  help,
  isOptional,
  choices,
  defaultValue,
}: FieldFrame & {
  readonly choices: readonly Choice[];
  readonly defaultValue?: string | undefined;
}) {
  const field = useField(name, help !== undefined);
  const value = field.typed ?? defaultValue;
  return (
    <Frame field={field} label={label} help={help} isOptional={isOptional}>
      {/* React resets a form after its action, and a select forgets its new default: a new key
          makes it anew. */}
      <select
        key={value}
        {...field.control}
        required={isOptional !== true}
        defaultValue={value}
        className="select"
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** A yes or no. Sends "on" or nothing. */
export function CheckboxField({
  name,
  label,
  help,
  isChecked = false,
}: FieldFrame & { readonly isChecked?: boolean }) {
  const { state } = useForm();
  const field = useField(name, help !== undefined);
  const checked = state.values === undefined ? isChecked : field.typed === "on";
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <input
          key={String(checked)}
          type="checkbox"
          {...field.control}
          defaultChecked={checked}
          className="checkbox checkbox-sm checked:border-primary checked:bg-primary checked:text-primary-content"
        />
        <label htmlFor={field.control.id}>{label}</label>
      </div>
      <Help field={field} help={help} />
      <FieldError field={field} />
    </div>
  );
}

type FieldState = ReturnType<typeof useField>;

function useField(name: string, hasHelp: boolean) {
  const { id: formId, state } = useForm();
  const id = `${formId}${name}`;
  const error = state.fieldErrors?.[name];
  const describedBy = [hasHelp ? `${id}-help` : "", error === undefined ? "" : `${id}-error`]
    .filter((part) => part !== "")
    .join(" ");
  const control = {
    id,
    name,
    "aria-invalid": error === undefined ? undefined : true,
    "aria-describedby": describedBy === "" ? undefined : describedBy,
  } as const;
  return { control, error, typed: state.values?.[name] };
}

function Frame({
  field,
  label,
  help,
  isOptional,
  children,
}: Omit<FieldFrame, "name" | "isOptional"> & {
  readonly field: FieldState;
  readonly isOptional: boolean | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-1">
      {/* "Optional" is no part of the name by which people and programs find the field. */}
      <div className="flex flex-wrap gap-x-1.5">
        <label htmlFor={field.control.id} className="font-medium">
          {label}
        </label>
        {isOptional === true ? <span className="text-muted">(optional)</span> : null}
      </div>
      <Help field={field} help={help} />
      {children}
      <FieldError field={field} />
    </div>
  );
}

function Help({ field, help }: { readonly field: FieldState; readonly help: ReactNode }) {
  if (help === undefined) return null;
  return (
    <p id={`${field.control.id}-help`} className="text-[0.8125rem] text-muted">
      {help}
    </p>
  );
}

function FieldError({ field }: { readonly field: FieldState }) {
  if (field.error === undefined) return null;
  return (
    <p id={`${field.control.id}-error`} className={classes("text-[0.8125rem] text-error")}>
      {field.error}
    </p>
  );
}
