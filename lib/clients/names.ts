/** The client software behind an announce, as far as it tells. */
export interface ClientName {
  /** For people: `qBittorrent 4.6.5`. */
  readonly name: string;
  /** The first eight bytes of the peer id, the part that names the client; `?` for unprintable. */
  readonly prefix: string;
}

/**
 * Names the client software by its peer id (BEP 20), else by its user agent, else by the bare
 * beginning of its peer id. Both are claims of the client: they convince nobody, they orient.
 * @param peerId 20 bytes, or none when the announce had none
 */
export function clientNameOf(peerId: Uint8Array, userAgent: string): ClientName {
  const text = Buffer.from(peerId).toString("latin1");
  const prefix = text.slice(0, 8).replaceAll(/[^\x21-\x7e]/g, "?");
  const byPeerId = namedByPeerId(text);
  const byUserAgent = namedByUserAgent(userAgent);
  // A library's id says little where the program gives its own name.
  if (byPeerId !== null && !(byPeerId.isLibrary && byUserAgent !== null)) {
    return { name: byPeerId.name, prefix };
  }
  return { name: byUserAgent ?? (prefix === "" ? "Unknown client" : `Unknown ${prefix}`), prefix };
}

interface Named {
  readonly name: string;
  readonly isLibrary: boolean;
}

/** How the four characters after the two of the client make a version. */
type VersionStyle = (digits: string) => string;

interface Software {
  readonly name: string;
  readonly version?: VersionStyle;
  readonly isLibrary?: true;
}

/** One digit a number, to 35 in letters; a last zero or letter (a build's kind) is left out. */
const dotted: VersionStyle = (digits) => {
  const numbers = Array.from(digits.replace(/[a-z]$/, ""), (digit) => Number.parseInt(digit, 36));
  return numbers.join(".").replace(/^(\d+\.\d+\.\d+)\.0$/, "$1");
};

/** `355S` is 3.5.5 stable. */
const threeNumbers: VersionStyle = (digits) => dotted(digits.slice(0, 3));

/** `0195` is 1.95; `0208` of WebTorrent is 2.8. */
const twoPairs: VersionStyle = (digits) =>
  `${Number(digits.slice(0, 2))}.${Number(digits.slice(2, 4))}`;

/** `3000` is 3.00, `2940` is 2.94, and since 4.0 every digit is a number: `4060` is 4.0.6. */
const transmission: VersionStyle = (digits) => {
  const kind = /[ZXB]$/.test(digits) ? " (test version)" : "";
  const isNew = Number(digits.slice(0, 1)) >= 4;
  const numbers = isNew ? threeNumbers(digits) : `${digits.slice(0, 1)}.${digits.slice(1, 3)}`;
  return numbers + kind;
};

/** Azureus style, BEP 20: a dash, two characters, four of the version, a dash. */
const azureusStyle: Readonly<Record<string, Software>> = {
  AZ: { name: "Vuze" },
  BC: { name: "BitComet", version: twoPairs },
  BI: { name: "BiglyBT" },
  BT: { name: "BitTorrent", version: threeNumbers },
  CD: { name: "Enhanced CTorrent", version: twoPairs },
  DE: { name: "Deluge" },
  FD: { name: "Free Download Manager" },
  FW: { name: "FrostWire" },
  GT: { name: "anacrolix/torrent", isLibrary: true },
  HL: { name: "Halite" },
  KT: { name: "KTorrent" },
  LT: { name: "libtorrent", isLibrary: true },
  Lr: { name: "LibreTorrent" },
  PI: { name: "PicoTorrent" },
  SD: { name: "Xunlei" },
  SZ: { name: "Shareaza" },
  TL: { name: "Tribler" },
  TR: { name: "Transmission", version: transmission },
  TX: { name: "Tixati" },
  UE: { name: "µTorrent Embedded", version: threeNumbers },
  UM: { name: "µTorrent Mac", version: threeNumbers },
  UT: { name: "µTorrent", version: threeNumbers },
  UW: { name: "µTorrent Web", version: threeNumbers },
  WD: { name: "WebTorrent Desktop", version: twoPairs },
  WW: { name: "WebTorrent", version: twoPairs },
  XL: { name: "Xunlei" },
  lt: { name: "libTorrent (rTorrent)", isLibrary: true },
  qB: { name: "qBittorrent" },
};

function namedByPeerId(peerId: string): Named | null {
  // aria2 writes A2-1-36-0-, the mainline client M7-9-2--.
  const dashes = /^(A2-|M)(\d{1,3})-(\d{1,3})-(\d{1,3})-/.exec(peerId);
  if (dashes !== null) {
    const [, client, ...numbers] = dashes;
    const name = client === "M" ? "BitTorrent" : "aria2";
    return { name: `${name} ${numbers.join(".")}`, isLibrary: false };
  }
  const [, code = "", digits = ""] = /^-([A-Za-z]{2})([0-9A-Za-z]{4})/.exec(peerId) ?? [];
  if (!Object.hasOwn(azureusStyle, code)) return null;
  const software = azureusStyle[code];
  if (software === undefined) return null;
  const version = (software.version ?? dotted)(digits);
  return { name: `${software.name} ${version}`, isLibrary: software.isLibrary === true };
}

/** How programs write themselves where a user agent does not. */
const spellings: Readonly<Record<string, string>> = {
  bittorrent: "BitTorrent",
  deluge: "Deluge",
  qbittorrent: "qBittorrent",
  rtorrent: "rTorrent",
  transmission: "Transmission",
  utorrent: "µTorrent",
  webtorrent: "WebTorrent",
};

/** The first product of a user agent (RFC 9110 §10.1.5): `rtorrent/0.9.8/0.13.8` is rTorrent 0.9.8. */
function namedByUserAgent(userAgent: string): string | null {
  const match = /^([A-Za-z][\w.+-]{0,30})(?:[/ ]v?(\d[\w.+-]{0,20}))?/.exec(userAgent);
  const product = match?.[1];
  if (product === undefined) return null;
  const key = product.toLowerCase();
  const name = Object.hasOwn(spellings, key) ? (spellings[key] ?? product) : product;
  return match?.[2] === undefined ? name : `${name} ${match[2]}`;
}
