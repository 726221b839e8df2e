"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef, type ReactNode } from "react";

/**
 * A menu on a `details` element, which opens without JavaScript. With it, the menu also closes by
 * Escape, by a click elsewhere and by going to another page.
 */
export function Menu({
  label,
  summary,
  children,
}: {
  readonly label: string;
  readonly summary: ReactNode;
  readonly children: ReactNode;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const path = usePathname();

  useEffect(() => {
    details.current?.removeAttribute("open");
  }, [path]);

  useEffect(() => {
    const closeOutside = (event: PointerEvent) => {
      const element = details.current;
      if (event.target instanceof Node && element?.contains(event.target) === false) {
        element.open = false;
      }
    };
    const closeByKey = (event: KeyboardEvent) => {
      const element = details.current;
      if (event.key !== "Escape" || element?.open !== true) return;
      element.open = false;
      element.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("keydown", closeByKey);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("keydown", closeByKey);
    };
  }, []);

  return (
    <details ref={details} className="relative">
      <summary
        aria-label={label}
        className="flex h-9 list-none items-center gap-1.5 rounded-field px-2 font-medium hover:bg-base-200 [&::-webkit-details-marker]:hidden"
      >
        {summary}
      </summary>
      <div className="absolute right-0 z-30 mt-1 w-60 rounded-box border border-line bg-base-100 p-1.5 shadow-lg">
        {children}
      </div>
    </details>
  );
}
