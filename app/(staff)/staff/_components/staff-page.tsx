import type { ReactNode } from "react";

import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";
import type { Permission } from "#lib/access/permissions";

import { classes } from "../../../_ui/classes";
import { Link } from "../../../_ui/link";
import { PageHeader } from "../../../_ui/page-header";

type Section = "overview" | "torrents" | "members" | "clients" | "settings" | "audit";

const sections: readonly {
  readonly section: Section;
  readonly href: string;
  readonly label: string;
  readonly permission: Permission;
}[] = [
  { section: "overview", href: "/staff", label: "Overview", permission: "staff.view" },
  { section: "torrents", href: "/staff/torrents", label: "Torrents", permission: "staff.view" },
  { section: "members", href: "/staff/members", label: "Members", permission: "staff.view" },
  { section: "clients", href: "/staff/clients", label: "Clients", permission: "client.edit" },
  { section: "settings", href: "/staff/settings", label: "Settings", permission: "settings.edit" },
  { section: "audit", href: "/staff/audit", label: "Audit log", permission: "audit.view" },
];

/** A page of the staff: its sections, as far as the viewer may see them, its title, its content. */
export function StaffPage({
  viewer,
  section,
  title,
  badges,
  about,
  actions,
  children,
}: {
  readonly viewer: Actor;
  readonly section: Section;
  readonly title: ReactNode;
  readonly badges?: ReactNode;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-4">
      <nav aria-label="Staff" className="overflow-x-auto border-b border-line">
        <ul className="flex">
          {sections
            .filter(({ permission }) => can(viewer, permission))
            .map((one) => (
              <li key={one.section}>
                <Link
                  href={one.href}
                  aria-current={one.section === section ? "page" : undefined}
                  className={classes(
                    "inline-block border-b-2 px-2 py-2 text-[0.8125rem] whitespace-nowrap sm:px-3 sm:text-sm",
                    one.section === section
                      ? "border-accent font-semibold"
                      : "border-transparent text-muted hover:text-base-content",
                  )}
                >
                  {one.label}
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <PageHeader title={title} badges={badges} actions={actions}>
        {about}
      </PageHeader>
      {children}
    </div>
  );
}
