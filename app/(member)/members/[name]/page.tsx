import type { Metadata } from "next";
import { notFound } from "next/navigation";

import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";
import { closedPortsOf } from "#lib/announces/queries";
import { formatCount, formatDay, formatRatio } from "#lib/format";
import { historyOf, uploadsOf } from "#lib/members/queries-history";
import { memberByName } from "#lib/members/queries";
import type { Profile } from "#lib/members/types";
import { requireViewer } from "#lib/web/viewer";

import { definePage } from "../../../_components/define-page";
import { RoleBadge } from "../../../_components/role-badge";
import { Badge } from "../../../_ui/badge";
import { LinkButton } from "../../../_ui/button";
import { Bytes } from "../../../_ui/bytes";
import { Facts } from "../../../_ui/facts";
import { PageHeader } from "../../../_ui/page-header";
import { RelativeTime } from "../../../_ui/relative-time";
import { ClosedPorts } from "./_components/closed-ports";
import { HistoryTable } from "./_components/history-table";
import { ProfileTabs } from "./_components/profile-tabs";
import { UploadTable } from "./_components/upload-table";

interface MemberPageProps {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<{
    readonly view?: string | string[];
    readonly after?: string | string[];
  }>;
}

export async function generateMetadata({ params }: MemberPageProps): Promise<Metadata> {
  return { title: (await params).name };
}

export default definePage(async ({ params, searchParams }: MemberPageProps) => {
  const viewer = await requireViewer();
  const profile = await memberByName(viewer, (await params).name);
  if (profile === null) notFound();
  const { view, after } = await searchParams;
  const showsHistory = profile.private !== null && view !== "uploads";
  return (
    <>
      <ProfileHeader viewer={viewer} profile={profile} />
      <ProfileFacts profile={profile} />
      {profile.private === null ? null : <Ports viewer={viewer} profile={profile} />}
      <ProfileTabs
        name={profile.name}
        uploads={profile.uploads}
        current={showsHistory ? "history" : "uploads"}
        hasPrivate={profile.private !== null}
      />
      <Entries
        viewer={viewer}
        profile={profile}
        showsHistory={showsHistory}
        after={typeof after === "string" ? after : undefined}
      />
    </>
  );
});

async function Ports({ viewer, profile }: { readonly viewer: Actor; readonly profile: Profile }) {
  return (
    <ClosedPorts
      ports={await closedPortsOf(viewer, { memberId: profile.id, role: profile.role })}
    />
  );
}

async function Entries({
  viewer,
  profile,
  showsHistory,
  after,
}: {
  readonly viewer: Actor;
  readonly profile: Profile;
  readonly showsHistory: boolean;
  readonly after: string | undefined;
}) {
  const whose = { memberId: profile.id, role: profile.role, after };
  const isSelf = profile.id === viewer.memberId;
  const path = `/members/${profile.name}`;
  if (showsHistory) {
    return (
      <HistoryTable
        page={await historyOf(viewer, whose)}
        path={path}
        isFirst={after === undefined}
        isSelf={isSelf}
      />
    );
  }
  return (
    <UploadTable
      page={await uploadsOf(viewer, whose)}
      path={`${path}?view=uploads`}
      isFirst={after === undefined}
      isSelf={isSelf}
    />
  );
}

function ProfileHeader({ viewer, profile }: { readonly viewer: Actor; readonly profile: Profile }) {
  const { name, role, bannedAt } = profile;
  const reason = profile.private?.banReason ?? null;
  return (
    <>
      <PageHeader
        title={name}
        badges={
          <>
            {role === "member" ? null : <RoleBadge role={role} />}
            {bannedAt === null ? null : <Badge tone="bad">Banned</Badge>}
          </>
        }
        actions={
          can(viewer, "member.ban") && viewer.memberId !== profile.id ? (
            <LinkButton href={`/staff/members/${name}`} size="small">
              Moderate
            </LinkButton>
          ) : undefined
        }
      >
        Joined <RelativeTime value={profile.createdAt} />
        {profile.private === null ? null : (
          <>
            {profile.private.invitedBy === null ? "" : `, invited by ${profile.private.invitedBy}`}
            {", "}
            {profile.private.lastSeenAt === null ? (
              "never seen"
            ) : (
              <>
                last seen <RelativeTime value={profile.private.lastSeenAt} />
              </>
            )}
          </>
        )}
      </PageHeader>
      {bannedAt !== null && reason !== null ? (
        <p className="rounded-box border border-error/40 bg-error/5 px-3 py-2">
          Banned on {formatDay(bannedAt)}. Reason: {reason}
        </p>
      ) : null}
    </>
  );
}

function ProfileFacts({ profile }: { readonly profile: Profile }) {
  return (
    <Facts
      facts={[
        { name: "Uploaded", value: <Bytes value={profile.uploaded} /> },
        { name: "Downloaded", value: <Bytes value={profile.downloaded} /> },
        { name: "Ratio", value: formatRatio(profile.uploaded, profile.downloaded) },
        { name: "Seeding", value: formatCount(profile.seeding) },
        { name: "Leeching", value: formatCount(profile.leeching) },
        { name: "Uploads", value: formatCount(profile.uploads) },
      ]}
    />
  );
}
