import type { ReactNode } from "react";

/** The title of a page, one line about it, and what can be done here. */
export function PageHeader({
  title,
  badges,
  children,
  actions,
}: {
  readonly title: ReactNode;
  readonly badges?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="flex min-w-0 flex-col gap-0.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl/7 font-semibold tracking-tight">{title}</h1>
          {badges}
        </div>
        {children === undefined ? null : <div className="text-muted">{children}</div>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
