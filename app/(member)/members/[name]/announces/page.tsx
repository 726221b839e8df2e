import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { authorize } from "#lib/access/authorize";
import { watchAnnounces } from "#lib/announces/mutations";
import { closedPortsOf, lastAnnounces, peersNow } from "#lib/announces/queries";
import { announceFiltersSchema, type AnnounceFilters } from "#lib/announces/schema";
import type { AnnounceView, PeerPage } from "#lib/announces/types";
import { memberByName } from "#lib/members/queries";
import { requireViewer } from "#lib/web/viewer";

import { definePage } from "../../../../_components/define-page";
import { LinkButton } from "../../../../_ui/button";
import { EmptyState } from "../../../../_ui/empty-state";
import { WarningIcon } from "../../../../_ui/icons";
import { Link } from "../../../../_ui/link";
import { PageHeader } from "../../../../_ui/page-header";
import { Pagination } from "../../../../_ui/pagination";
import { Panel } from "../../../../_ui/panel";
import { ClosedPorts } from "../_components/closed-ports";
import { ProfileTabs } from "../_components/profile-tabs";
import { AnnounceTable } from "./_components/announce-table";
import { LiveUpdates } from "./_components/live-updates";
import { PeerTable } from "./_components/peer-table";

interface AnnouncesPageProps {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: AnnouncesPageProps): Promise<Metadata> {
  return { title: `Announces of ${(await params).name}` };
}

export default definePage(async ({ params, searchParams }: AnnouncesPageProps) => {
  const viewer = await requireViewer();
  const profile = await memberByName(viewer, (await params).name);
  if (profile === null) notFound();
  const filters = announceFiltersSchema.parse(await searchParams);
  const whose = { memberId: profile.id, role: profile.role };
  const permit = authorize(viewer, "member.seePrivate", { ownerId: profile.id });
  const isAnswered = await watchAnnounces(permit, whose);
  const [announces, peers, ports] = await Promise.all([
    lastAnnounces(viewer, { ...whose, onlyTroubles: filters.show === "troubles" }),
    peersNow(viewer, { ...whose, after: filters.after }),
    closedPortsOf(viewer, whose),
  ]);
  const isSelf = profile.id === viewer.memberId;
  const path = `/members/${profile.name}/announces`;
  return (
    <>
      <PageHeader title={isSelf ? "Your announces" : `Announces of ${profile.name}`}>
        What {isSelf ? "your" : "their"} torrent clients tell the tracker, and what it answers. Only{" "}
        {isSelf ? "you" : "they"} and staff see this.{" "}
        <Link href="/clients" className="link-text">
          Which clients are welcome
        </Link>
      </PageHeader>
      <ProfileTabs name={profile.name} uploads={profile.uploads} current="announces" hasPrivate />
      {isAnswered ? null : <NoTracker />}
      <ClosedPorts ports={ports} />
      <Announces announces={announces} filters={filters} path={path} isSelf={isSelf} />
      <ClientsNow page={peers} filters={filters} path={path} isSelf={isSelf} />
    </>
  );
});

/** Its process is away: what is shown is what was written down before. */
function NoTracker() {
  return (
    <p
      role="status"
      className="flex items-start gap-2 rounded-box border border-error/50 bg-error/8 px-3 py-2"
    >
      <WarningIcon className="mt-0.5 size-4 shrink-0 text-error" />
      <span>
        The tracker does not answer: it is not running, or very busy. New announces show here when
        it is back. If this stays, tell staff.
      </span>
    </p>
  );
}

interface Part {
  readonly filters: AnnounceFilters;
  readonly path: string;
  readonly isSelf: boolean;
}

function Announces({ announces, ...part }: Part & { readonly announces: readonly AnnounceView[] }) {
  const { filters, path } = part;
  return (
    <Panel
      title="Last announces"
      help="The newest 50 that the tracker remembers. It keeps recent ones only."
      isFlush
      actions={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <ShowLinks filters={filters} path={path} />
          <LiveUpdates />
          <LinkButton
            href={hrefOf(path, filters)}
            size="small"
            className="hidden noscript:inline-flex"
          >
            Refresh
          </LinkButton>
        </div>
      }
    >
      {announces.length === 0 ? <NoAnnounces {...part} /> : <AnnounceTable announces={announces} />}
    </Panel>
  );
}

function ShowLinks({ filters, path }: Omit<Part, "isSelf">) {
  const choices = [
    { show: "all", words: "All" },
    { show: "troubles", words: "Troubles only" },
  ] as const;
  return (
    <nav aria-label="Which announces" className="flex gap-3">
      {choices.map(({ show, words }) => (
        <Link
          key={show}
          href={hrefOf(path, { ...filters, show })}
          aria-current={filters.show === show ? "true" : undefined}
          scroll={false}
          className="border-b-2 border-transparent text-muted hover:text-base-content aria-[current]:border-primary aria-[current]:font-medium aria-[current]:text-base-content"
        >
          {words}
        </Link>
      ))}
    </nav>
  );
}

function NoAnnounces({ filters, path, isSelf }: Part) {
  if (filters.show === "troubles") {
    return (
      <div className="p-4">
        <EmptyState
          title="No troubles"
          action={
            <LinkButton href={hrefOf(path, { ...filters, show: "all" })}>Show all</LinkButton>
          }
        >
          Of the announces that the tracker remembers, none was refused or warned about.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="p-4">
      <EmptyState
        title="The tracker remembers no announce"
        action={isSelf ? <LinkButton href="/settings">My tracker address</LinkButton> : undefined}
      >
        Make the client announce and watch here: “Force reannounce” in qBittorrent, “Update Tracker”
        in Deluge, BiglyBT and µTorrent, “Ask tracker for more peers” in Transmission. If it does
        and nothing comes, it uses another tracker address: save the .torrent file again, or compare
        the address with the one in the settings.
      </EmptyState>
    </div>
  );
}

function ClientsNow({ page, filters, path, isSelf }: Part & { readonly page: PeerPage }) {
  return (
    <Panel
      title={isSelf ? "Your clients now" : "Clients now"}
      help="In swarms at this moment, torrent by torrent. A client that falls silent leaves after two announce intervals."
      isFlush
    >
      {page.peers.length === 0 ? (
        <p className="p-4 text-muted">
          No client is in a swarm. It joins with its first accepted announce.
        </p>
      ) : (
        <PeerTable peers={page.peers} />
      )}
      {filters.after === undefined && page.next === null ? null : (
        <div className="border-t border-line px-4 py-3">
          <Pagination
            label="Pages of the clients"
            firstHref={
              filters.after === undefined
                ? undefined
                : hrefOf(path, { ...filters, after: undefined })
            }
            nextHref={
              page.next === null ? undefined : hrefOf(path, { ...filters, after: page.next })
            }
          />
        </div>
      )}
    </Panel>
  );
}

function hrefOf(path: string, { show, after }: AnnounceFilters): string {
  const query = new URLSearchParams();
  if (show !== "all") query.set("show", show);
  if (after !== undefined) query.set("after", after);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
