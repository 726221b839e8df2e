import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";

import "@fontsource-variable/inter/wght.css";

import { readSettings } from "#lib/settings/queries";
import { readTheme } from "#lib/web/theme";

import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const { siteName } = await readSettings();
  return {
    title: { default: siteName, template: `%s · ${siteName}` },
    // A private site is nobody's search result, and a shared link tells nothing.
    robots: { index: false, follow: false },
    formatDetection: { telephone: false, date: false, address: false, email: false },
  };
}

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fdfdfd" },
    { media: "(prefers-color-scheme: dark)", color: "#1b1e23" },
  ],
};

const themeNames = { system: undefined, light: "swarm-light", dark: "swarm-dark" } as const;

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme={themeNames[await readTheme()]}>
      <body>{children}</body>
    </html>
  );
}
