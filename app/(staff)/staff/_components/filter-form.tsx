import type { ComponentProps, ReactNode } from "react";

import { Button } from "../../../_ui/button";
import { Link } from "../../../_ui/link";

/** Filters of a list: a plain GET form, so that they stand in the address. */
export function FilterForm({
  path,
  label,
  hasFilters,
  children,
}: {
  readonly path: string;
  readonly label: string;
  /** Shows the way back to the whole list. */
  readonly hasFilters: boolean;
  readonly children: ReactNode;
}) {
  return (
    <form action={path} role="search" aria-label={label} className="flex flex-wrap items-end gap-2">
      {children}
      <Button type="submit" look="primary">
        Search
      </Button>
      {hasFilters ? (
        <Link href={path} className="link-text self-center px-1">
          Clear
        </Link>
      ) : null}
    </form>
  );
}

/** A filter's text or date. */
export function FilterInput({
  label,
  name,
  ...rest
}: { readonly label: string; readonly name: string } & ComponentProps<"input">) {
  return (
    <label className="flex min-w-32 flex-1 flex-col gap-1 sm:max-w-64">
      <span className="text-[0.8125rem] font-medium">{label}</span>
      <input type="search" autoComplete="off" {...rest} name={name} className="input h-9" />
    </label>
  );
}

/** One of a few. The choice with the value "" filters nothing. */
export function FilterSelect({
  label,
  name,
  value,
  choices,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}) {
  return (
    <label className="flex min-w-32 flex-col gap-1">
      <span className="text-[0.8125rem] font-medium">{label}</span>
      {/* A new key makes it anew when the address changes: an uncontrolled select keeps its own. */}
      <select key={value} name={name} defaultValue={value} className="select h-9">
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
