import type { ComponentProps, ReactNode } from "react";

import { classes } from "./classes";

/**
 * A dense table that scrolls sideways by itself where the screen is narrow. `label` names it for
 * screen readers, and makes the scrolling part reachable by keyboard.
 */
export function Table({
  label,
  children,
  className,
  isFlush = false,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
  /** No frame of its own: in a Panel that is flush. */
  readonly isFlush?: boolean;
}) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={classes(
        "overflow-x-auto rounded-box bg-base-100",
        !isFlush && "border border-line",
      )}
    >
      <table className={classes("table rounded-none", className)}>{children}</table>
    </div>
  );
}

type CellProps<T extends "th" | "td"> = ComponentProps<T> & {
  /** A number: on the right, on one line. */
  readonly isNumber?: boolean;
};

/** A head cell of a column. */
export function ColumnHead({ isNumber, className, ...rest }: CellProps<"th">) {
  return <th scope="col" {...rest} className={classes(numberClasses(isNumber), className)} />;
}

/** A cell. */
export function Cell({ isNumber, className, ...rest }: CellProps<"td">) {
  return <td {...rest} className={classes(numberClasses(isNumber), className)} />;
}

function numberClasses(isNumber: boolean | undefined): string {
  return isNumber === true ? "text-right whitespace-nowrap" : "";
}
