"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

import { Link } from "../_ui/link";

/** A link of the main navigation that marks where one is. */
export function NavLink({
  href,
  children,
}: {
  readonly href: string;
  readonly children: ReactNode;
}) {
  const path = usePathname();
  const isHere = path === href || path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      aria-current={isHere ? "page" : undefined}
      className="rounded-field border-b-2 border-transparent px-2.5 py-1.5 font-medium text-muted hover:bg-base-200 hover:text-base-content aria-[current]:rounded-b-none aria-[current]:border-primary aria-[current]:text-base-content"
    >
      {children}
    </Link>
  );
}
