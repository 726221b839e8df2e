/** Set by proxy.ts on every request, since a server component does not know its address. */
export const requestedPathHeader = "x-requested-path";

/** Where a member lands after signing in. */
export const homePath = "/torrents";

/** The sign-in page that brings a stranger back to where they wanted to go. */
export function signInHref(requestedPath: string | null): string {
  const path = returnPath(requestedPath);
  return path === homePath ? "/login" : `/login?next=${encodeURIComponent(path)}`;
}

/**
 * A path of this site that is safe to go to, or the home of members. Browsers read `//host`,
 * `/\host` and control characters as ways to other sites.
 */
export function returnPath(wanted: string | null | undefined): string {
  if (wanted === null || wanted === undefined) return homePath;
  const isLocal = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted);
  const isPlace = isLocal && wanted !== "/" && !/^\/(login|register|setup)\b/.test(wanted);
  return isPlace ? wanted : homePath;
}
