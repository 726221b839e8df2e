import type { Metadata } from "next";

import { listAudit } from "#lib/audit/queries";
import { auditFiltersSchema, type AuditFilters } from "#lib/audit/schema";
import { AUDIT_ACTIONS } from "#lib/audit/types";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../_components/define-page";
import { EmptyState } from "../../../_ui/empty-state";
import { Pagination } from "../../../_ui/pagination";
import { AuditTable } from "../_components/audit-table";
import { FilterForm, FilterInput, FilterSelect } from "../_components/filter-form";
import { hrefWith, type SearchParams } from "../_components/search-params";
import { StaffPage } from "../_components/staff-page";

export const metadata: Metadata = { title: "Audit log · Staff" };

const path = "/staff/audit";

export default definePage(async ({ searchParams }: { searchParams: SearchParams }) => {
  const viewer = await requirePermission("audit.view");
  const filters = auditFiltersSchema.parse(await searchParams);
  const { entries, older } = await listAudit(viewer, filters);
  const { before, ...kept } = filters;
  const hasFilters = Object.values(kept).some((value) => value !== undefined);
  return (
    <StaffPage
      viewer={viewer}
      section="audit"
      title="Audit log"
      about="Every staff act: who, what, why, before and after. Nobody can change or delete it."
    >
      <Filters filters={filters} hasFilters={hasFilters} />
      {entries.length === 0 ? (
        <EmptyState title={hasFilters ? "No entry fits" : "Staff have done nothing yet"}>
          {hasFilters
            ? "Try a longer time, or clear the filters."
            : "Edits, deletions, bans and changed settings will stand here with their reasons."}
        </EmptyState>
      ) : (
        <AuditTable label="Audit log" entries={entries} />
      )}
      <Pagination
        label="Pages of the audit log"
        firstHref={before === undefined ? undefined : hrefWith(path, kept)}
        nextHref={older === null ? undefined : hrefWith(path, { ...kept, before: older })}
      />
    </StaffPage>
  );
});

function Filters({
  filters,
  hasFilters,
}: {
  readonly filters: AuditFilters;
  readonly hasFilters: boolean;
}) {
  return (
    // The key makes the uncontrolled inputs anew when the address changes.
    <FilterForm
      key={JSON.stringify(filters)}
      path={path}
      label="Find audit entries"
      hasFilters={hasFilters}
    >
      <FilterInput label="Who" name="actor" defaultValue={filters.actor} />
      <FilterSelect
        label="Act"
        name="action"
        value={filters.action ?? ""}
        choices={[
          { value: "", label: "All" },
          ...Object.entries(AUDIT_ACTIONS).map(([value, label]) => ({ value, label })),
        ]}
      />
      <FilterInput label="On" name="target" defaultValue={filters.target} />
      <FilterInput label="From (UTC)" name="from" type="date" defaultValue={filters.from} />
      <FilterInput label="To (UTC)" name="to" type="date" defaultValue={filters.to} />
    </FilterForm>
  );
}
