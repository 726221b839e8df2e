import type { ReactNode } from "react";

/** What a list shows when nothing is in it: why, and what to do next. */
export function EmptyState({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-box border border-dashed border-base-content/20 bg-base-100 px-6 py-10 text-center">
      <svg viewBox="0 0 48 42" aria-hidden="true" className="h-10 text-base-content/25">
        <path
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinejoin="round"
          d="M24 12l7.8 4.5v9L24 30l-7.8-4.5v-9zM8.2 2.5 16 7v9l-7.8 4.5L.4 16V7zM39.8 2.5 47.6 7v9l-7.8 4.5L32 16V7z"
          transform="translate(0 5)"
        />
      </svg>
      <p className="font-medium">{title}</p>
      {children === undefined ? null : <p className="max-w-prose text-muted">{children}</p>}
      {action === undefined ? null : <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
