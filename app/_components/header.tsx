import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";
import { formatCount } from "#lib/format";
import { standingOf } from "#lib/members/queries";
import { readSettings } from "#lib/settings/queries";

import { Form } from "../_ui/form";
import { BellIcon, ChevronDownIcon } from "../_ui/icons";
import { Link } from "../_ui/link";
import { SubmitButton } from "../_ui/submit-button";
import { signOut } from "./actions";
import { Logo } from "./logo";
import { Menu } from "./menu";
import { NavLink } from "./nav-link";
import { StandingBar } from "./standing-bar";
import { ThemePicker } from "./theme-picker";

/** The top of every page of a member: where to go, how one stands, one's own things. */
export async function Header({ viewer }: { readonly viewer: Actor }) {
  const [settings, standing] = await Promise.all([readSettings(), standingOf(viewer)]);
  return (
    <header className="border-b border-line bg-base-100">
      <div className="mx-auto flex max-w-[110rem] flex-wrap items-center gap-x-3 px-3 sm:px-4">
        <Link
          href="/torrents"
          aria-label={settings.siteName}
          className="flex h-12 items-center gap-2 font-semibold tracking-tight"
        >
          <Logo />
          <span className="hidden text-[0.9375rem] sm:inline">{settings.siteName}</span>
        </Link>
        <nav aria-label="Main" className="flex items-center sm:ml-2 sm:gap-1">
          <NavLink href="/torrents">Torrents</NavLink>
          <NavLink href="/upload">Upload</NavLink>
          {can(viewer, "staff.view") ? <NavLink href="/staff">Staff</NavLink> : null}
        </nav>
        <div className="order-last w-full border-t border-line py-1.5 lg:order-none lg:ml-auto lg:w-auto lg:border-0 lg:py-0">
          <StandingBar standing={standing} />
        </div>
        <div className="ml-auto flex items-center gap-1 lg:ml-2">
          <NoticesLink unread={standing.unreadNotices} />
          <UserMenu viewer={viewer} hasInvites={settings.registration === "invite"} />
        </div>
      </div>
    </header>
  );
}

function NoticesLink({ unread }: { readonly unread: number }) {
  return (
    <Link
      href="/notices"
      aria-label={unread === 0 ? "Notices" : `Notices, ${formatCount(unread)} unread`}
      className="relative flex size-9 items-center justify-center rounded-field text-muted hover:bg-base-200 hover:text-base-content"
    >
      <BellIcon className="size-[1.125rem]" />
      {unread === 0 ? null : (
        <span className="absolute top-0.5 right-0 min-w-4 rounded-full bg-primary px-1 text-center text-[0.6875rem]/4 font-semibold text-primary-content">
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </Link>
  );
}

function UserMenu({
  viewer,
  hasInvites,
}: {
  readonly viewer: Actor;
  readonly hasInvites: boolean;
}) {
  const link = "block rounded-field px-2.5 py-1.5 hover:bg-base-200";
  return (
    <Menu
      label={`Your menu, ${viewer.name}`}
      summary={
        <>
          <span className="max-w-24 truncate sm:max-w-40">{viewer.name}</span>
          <ChevronDownIcon className="size-3.5 shrink-0 text-muted" />
        </>
      }
    >
      <nav aria-label="Yours" className="flex flex-col">
        <Link href={`/members/${viewer.name}`} className={link}>
          Profile
        </Link>
        <Link href="/settings" className={link}>
          Settings
        </Link>
        {hasInvites ? (
          <Link href="/invites" className={link}>
            Invites
          </Link>
        ) : null}
      </nav>
      <div className="my-1.5 border-y border-line py-1.5">
        <ThemePicker />
      </div>
      <Form action={signOut} isSilent>
        <SubmitButton
          look="quiet"
          size="small"
          className="w-full justify-start px-2.5 text-sm font-normal"
        >
          Sign out
        </SubmitButton>
      </Form>
    </Menu>
  );
}
