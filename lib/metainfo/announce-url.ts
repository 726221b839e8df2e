/**
 * A member's personal announce address: what our .torrent files carry.
 * @param baseUrl the site's origin, without a slash at its end
 */
export function announceUrl(baseUrl: string, passkey: string): string {
  return `${baseUrl}/announce/${passkey}`;
}
