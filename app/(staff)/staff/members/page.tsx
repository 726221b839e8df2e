import type { Metadata } from "next";

import { ROLES } from "#lib/access/permissions";
import { formatRatio } from "#lib/format";
import { listStaffMembers } from "#lib/moderation/queries-members";
import { memberFiltersSchema } from "#lib/moderation/schema";
import type { StaffMember } from "#lib/moderation/types";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../_components/define-page";
import { Bytes } from "../../../_ui/bytes";
import { EmptyState } from "../../../_ui/empty-state";
import { Link } from "../../../_ui/link";
import { Pagination } from "../../../_ui/pagination";
import { RelativeTime } from "../../../_ui/relative-time";
import { Cell, ColumnHead, Table } from "../../../_ui/table";
import { FilterForm, FilterInput, FilterSelect } from "../_components/filter-form";
import { RoleBadge, StateBadge } from "../_components/member-badges";
import { hrefWith, type SearchParams } from "../_components/search-params";
import { StaffPage } from "../_components/staff-page";

export const metadata: Metadata = { title: "Members · Staff" };

const path = "/staff/members";

export default definePage(async ({ searchParams }: { searchParams: SearchParams }) => {
  const viewer = await requirePermission("staff.view");
  const filters = memberFiltersSchema.parse(await searchParams);
  const { members, next } = await listStaffMembers(viewer, filters);
  const { after, ...kept } = filters;
  const hasFilters =
    filters.q !== undefined || filters.state !== "all" || filters.role !== undefined;
  return (
    <StaffPage
      viewer={viewer}
      section="members"
      title="Members"
      about="By name. E-mail addresses are searched for members below your role."
    >
      <FilterForm path={path} label="Find members" hasFilters={hasFilters}>
        <FilterInput label="Username or e-mail" name="q" defaultValue={filters.q} key={filters.q} />
        <FilterSelect
          label="State"
          name="state"
          value={filters.state}
          choices={[
            { value: "all", label: "All" },
            { value: "active", label: "Active" },
            { value: "banned", label: "Banned" },
          ]}
        />
        <FilterSelect
          label="Role"
          name="role"
          value={filters.role ?? ""}
          choices={[
            { value: "", label: "All" },
            ...ROLES.map((role) => ({ value: role, label: role })),
          ]}
        />
      </FilterForm>
      {members.length === 0 ? (
        <EmptyState title="No member fits">
          Try a shorter part of the name, or clear the filters.
        </EmptyState>
      ) : (
        <MemberTable members={members} />
      )}
      <Pagination
        label="Pages of members"
        firstHref={after === undefined ? undefined : hrefWith(path, kept)}
        nextHref={next === null ? undefined : hrefWith(path, { ...kept, after: next })}
      />
    </StaffPage>
  );
});

function MemberTable({ members }: { readonly members: readonly StaffMember[] }) {
  return (
    <Table label="Members">
      <thead>
        <tr>
          <ColumnHead>Username</ColumnHead>
          <ColumnHead>Role</ColumnHead>
          <ColumnHead>State</ColumnHead>
          <ColumnHead isNumber>Uploaded</ColumnHead>
          <ColumnHead isNumber>Downloaded</ColumnHead>
          <ColumnHead isNumber>Ratio</ColumnHead>
          <ColumnHead>Joined</ColumnHead>
          <ColumnHead>Last seen</ColumnHead>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.id}>
            <Cell>
              <Link
                href={`${path}/${encodeURIComponent(member.name)}`}
                className="link-quiet font-medium"
              >
                {member.name}
              </Link>
            </Cell>
            <Cell>
              <RoleBadge role={member.role} />
            </Cell>
            <Cell>
              <StateBadge bannedAt={member.bannedAt} />
            </Cell>
            <Cell isNumber>
              <Bytes value={member.uploaded} />
            </Cell>
            <Cell isNumber>
              <Bytes value={member.downloaded} />
            </Cell>
            <Cell isNumber>{formatRatio(member.uploaded, member.downloaded)}</Cell>
            <Cell>
              <RelativeTime value={member.createdAt} />
            </Cell>
            <Cell>
              {member.lastSeenAt === null ? (
                <span className="text-muted">never</span>
              ) : (
                <RelativeTime value={member.lastSeenAt} />
              )}
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
