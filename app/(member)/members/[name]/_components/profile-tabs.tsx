import { formatCount } from "#lib/format";
import { Link } from "../../../../_ui/link";

/** The lists of a member's page. History is there for the member and staff alone. */
export function ProfileTabs({
  name,
  uploads,
  current,
  hasHistory,
}: {
  readonly name: string;
  readonly uploads: number;
  readonly current: "history" | "uploads";
  readonly hasHistory: boolean;
}) {
  return (
    <nav aria-label="Lists" className="flex gap-4 border-b border-line">
      {hasHistory ? (
        <Tab href={`/members/${name}`} isCurrent={current === "history"}>
          History
        </Tab>
      ) : null}
      <Tab href={`/members/${name}?view=uploads`} isCurrent={current === "uploads"}>
        Uploads <span className="font-normal text-muted">{formatCount(uploads)}</span>
      </Tab>
    </nav>
  );
}

function Tab({
  href,
  isCurrent,
  children,
}: {
  readonly href: string;
  readonly isCurrent: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <Link
      href={href}
      aria-current={isCurrent ? "page" : undefined}
      className="-mb-px border-b-2 border-transparent py-1.5 font-medium text-muted hover:text-base-content aria-[current]:border-primary aria-[current]:text-base-content"
    >
      {children}
    </Link>
  );
}
