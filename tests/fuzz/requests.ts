import type { Dice } from "./dice.ts";
import type { Material, Pool } from "./material.ts";

/** Mostly what can be true: evidence of lies is a statement each, and would be all that we measure. */
const TRAFFIC_BYTES = 2 ** 24;

/** One request and what its reply has to be. */
export interface FuzzRequest {
  /** The whole head, one char code a byte. */
  readonly text: string;
  readonly expects: "dictionary" | "page";
  readonly isHead: boolean;
  /** Whether the connection ends with its reply. */
  readonly isLast: boolean;
}

/** Requests that any HTTP server must take, with contents that no client would send. */
export class RequestMaker {
  private readonly dice: Dice;
  private readonly material: Material;

  constructor(dice: Dice, material: Material) {
    this.dice = dice;
    this.material = material;
  }

  /** @param mayEnd whether it may be the connection's last */
  next({
    mayEnd,
    mayBePage,
  }: {
    readonly mayEnd: boolean;
    readonly mayBePage: boolean;
  }): FuzzRequest {
    const { dice } = this;
    const isPage = mayBePage && dice.chance(0.3);
    const target = isPage
      ? dice.pick(this.material.pages)
      : dice.chance(0.93)
        ? this.announce()
        : this.scrape();
    const isHead = dice.chance(0.05);
    const isLast = mayEnd && dice.chance(0.5);
    const isOld = isLast && dice.chance(0.5);
    const text =
      `${isHead ? "HEAD" : "GET"} ${target} HTTP/1.${isOld ? 0 : 1}\r\n` +
      `${this.headers()}${isLast && !isOld ? "Connection: close\r\n" : ""}\r\n`;
    return { text, isHead, isLast, expects: isPage ? "page" : "dictionary" };
  }

  private announce(): string {
    const parameters = this.parameters();
    if (this.dice.chance(0.3)) this.disturb(parameters);
    return `${this.path("announce")}?${parameters.join("&")}`;
  }

  private scrape(): string {
    const { dice } = this;
    const count = dice.chance(0.05) ? 100 : dice.integer(0, 4);
    const hashes = Array.from({ length: count }, () => `info_hash=${this.hash()}`);
    return `${this.path("scrape")}?${hashes.join("&")}`;
  }

  private path(verb: string): string {
    const passkey = this.dice.pick(this.material.passkeys);
    const isOurForm = /^[0-9a-f]{32}$/.test(passkey);
    return isOurForm && this.dice.chance(0.3) ? `/${passkey}/${verb}` : `/${verb}/${passkey}`;
  }

  private parameters(): string[] {
    const { dice, material } = this;
    const parameters = [
      `info_hash=${this.hash()}`,
      `peer_id=${escaped(dice, dice.pick(material.peerIds))}`,
      `port=${this.number(6881)}`,
      `uploaded=${this.number(dice.integer(0, TRAFFIC_BYTES))}`,
      `downloaded=${this.number(dice.integer(0, TRAFFIC_BYTES))}`,
      `left=${this.number(dice.chance(0.5) ? 0 : dice.integer(0, 2 ** 30))}`,
    ];
    if (dice.chance(0.2)) parameters.push(`event=${this.event()}`);
    if (dice.chance(0.5)) parameters.push(`numwant=${this.number(dice.integer(0, 200))}`);
    if (dice.chance(0.7)) parameters.push(`compact=${dice.pick(["1", "1", "1", "0", ""])}`);
    if (dice.chance(0.3)) parameters.push(this.oddment());
    return parameters;
  }

  private event(): string {
    return this.dice.chance(0.9)
      ? this.dice.pick(["started", "stopped", "completed", "paused", "empty", ""])
      : this.dice.pick(this.material.texts);
  }

  private oddment(): string {
    const { dice, material } = this;
    const name = dice.pick(ODD_NAMES);
    const value = dice.pick([material.texts, material.numbers, material.addresses] as Pool<Pool>);
    return `${name}=${dice.pick(value).replaceAll(" ", "%20")}`;
  }

  /** Leaves out, repeats, reorders, and adds what has no name. */
  private disturb(parameters: string[]): void {
    const { dice, material } = this;
    const at = dice.integer(0, parameters.length - 1);
    const what = dice.integer(0, 4);
    if (what === 0) parameters.splice(at, 1);
    else if (what === 1) parameters.push(parameters[at] ?? "");
    else if (what === 2)
      parameters.unshift(`${(parameters[at] ?? "").split("=")[0]}=${this.number(1)}`);
    else if (what === 3) parameters.splice(at, 0, dice.pick(material.texts));
    else parameters.reverse();
  }

  private hash(): string {
    return escaped(this.dice, this.dice.pick(this.material.hashes));
  }

  private number(sane: number): string {
    return this.dice.chance(0.92) ? String(sane) : this.dice.pick(this.material.numbers);
  }

  private headers(): string {
    const { dice, material } = this;
    let headers = dice.chance(0.9) ? "Host: tracker.example\r\n" : "Host:\r\n";
    if (dice.chance(0.9)) headers += `User-Agent: ${dice.pick(material.userAgents)}\r\n`;
    if (dice.chance(0.5)) headers += `X-Forwarded-For: ${dice.pick(material.addresses)}\r\n`;
    if (dice.chance(0.3)) headers += "Accept-Encoding: gzip\r\n";
    if (dice.chance(0.02)) headers += `X-Long: ${"x".repeat(dice.integer(1, 4000))}\r\n`;
    if (dice.chance(0.02)) headers += "sec-fetch-mode: cors\r\n";
    return headers;
  }
}

const ODD_NAMES: Pool = [
  ...(["key", "trackerid", "corrupt", "redundant", "no_peer_id", "supportcrypto"] as const),
  ...(["ip", "ipv4", "ipv6", "cryptoport", "azver", "__proto__", "", "info_hash[]"] as const),
];

/** Percent-encoded in one of the ways in which clients do it, some of them wrong. */
function escaped(dice: Dice, bytes: Buffer): string {
  const style = dice.integer(0, 9);
  if (style === 0) return bytes.toString("hex");
  const isUpper = style < 5;
  let text = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const digits = byte.toString(16).padStart(2, "0");
    if (style > 2 && /[0-9A-Za-z.~_-]/.test(character)) text += character;
    else if (style === 9 && byte === 0x20) text += "+";
    else text += `%${isUpper ? digits.toUpperCase() : digits}`;
  }
  return style === 8 && dice.chance(0.1) ? text.slice(0, -1) : text;
}
