import { useId, type ReactNode } from "react";

import { classes } from "./classes";

/** A titled part of a page. */
export function Panel({
  title,
  help,
  actions,
  children,
  className,
  isFlush = false,
}: {
  readonly title: string;
  readonly help?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** No padding: for a table that fills it. */
  readonly isFlush?: boolean;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classes("rounded-box border border-line bg-base-100", className)}
    >
      <header className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2.5">
        <div>
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {help === undefined ? null : <p className="text-[0.8125rem] text-muted">{help}</p>}
        </div>
        {actions}
      </header>
      <div className={isFlush ? "" : "p-4"}>{children}</div>
    </section>
  );
}
