import { formatCount } from "#lib/format";
import { Link } from "../../../../_ui/link";

/** The lists of a member's page. History and announces are there for the member and staff alone. */
export function ProfileTabs({
  name,
  uploads,
  current,
  hasPrivate,
}: {
  readonly name: string;
  readonly uploads: number;
  readonly current: "history" | "uploads" | "announces";
  readonly hasPrivate: boolean;
}) {
  return (
    <nav aria-label="Lists" className="flex gap-4 border-b border-line">
      {hasPrivate ? (
        <Tab href={`/members/${name}`} isCurrent={current === "history"}>
          History
        </Tab>
      ) : null}
      <Tab href={`/members/${name}?view=uploads`} isCurrent={current === "uploads"}>
        Uploads <span className="font-normal text-muted">{formatCount(uploads)}</span>
      </Tab>
      {hasPrivate ? (
        <Tab href={`/members/${name}/announces`} isCurrent={current === "announces"}>
          Announces
        </Tab>
      ) : null}
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
