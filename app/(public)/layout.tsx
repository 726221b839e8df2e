import type { ReactNode } from "react";

import { ThemePicker } from "../_components/theme-picker";

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <main>{children}</main>
      <footer className="mx-auto w-60 pb-6">
        <ThemePicker />
      </footer>
    </>
  );
}
