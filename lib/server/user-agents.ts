const KNOWN_AT_MOST = 4096;
const CHARS_AT_MOST = 200;

/**
 * One string for each user agent: thousands of announces a second name the same few, and a piece
 * of a request would keep the whole request in memory.
 */
export class UserAgents {
  private readonly known = new Map<string, string>();

  /** The user agent, at most 200 characters of it, as a string of its own. */
  own(userAgent: string): string {
    const cut = userAgent.length > CHARS_AT_MOST ? userAgent.slice(0, CHARS_AT_MOST) : userAgent;
    const known = this.known.get(cut);
    if (known !== undefined) return known;
    const copy = Buffer.from(cut, "latin1").toString("latin1");
    if (this.known.size >= KNOWN_AT_MOST) this.known.clear();
    this.known.set(copy, copy);
    return copy;
  }
}
