import fc from "fast-check";
import { expect, test } from "vitest";

import { clientNameOf } from "./names";

const nameOf = (peerId: string, userAgent = "") =>
  clientNameOf(Buffer.from(peerId.padEnd(20, "x"), "latin1"), userAgent).name;

test.each([
  ["-qB4650-", "qBittorrent 4.6.5"],
  ["-qB5000-", "qBittorrent 5.0.0"],
  ["-TR2940-", "Transmission 2.94"],
  ["-TR3000-", "Transmission 3.00"],
  ["-TR4060-", "Transmission 4.0.6"],
  ["-TR410Z-", "Transmission 4.1.0 (test version)"],
  ["-DE211s-", "Deluge 2.1.1"],
  ["-DE13F0-", "Deluge 1.3.15"],
  ["-LT20B0-", "libtorrent 2.0.11"],
  ["-lt0D80-", "libTorrent (rTorrent) 0.13.8"],
  ["A2-1-36-0-", "aria2 1.36.0"],
  ["-BI3700-", "BiglyBT 3.7.0"],
  ["-AZ5760-", "Vuze 5.7.6"],
  ["-UT355S-", "µTorrent 3.5.5"],
  ["-UT2210-", "µTorrent 2.2.1"],
  ["-WW0208-", "WebTorrent 2.8"],
  ["-BC0195-", "BitComet 1.95"],
  ["M7-9-2--", "BitTorrent 7.9.2"],
])("the peer id %s is %s", (peerId, name) => {
  expect(nameOf(peerId)).toBe(name);
});

test("a library's peer id gives way to the program's own name", () => {
  expect(nameOf("-lt0D80-", "rtorrent/0.9.8/0.13.8")).toBe("rTorrent 0.9.8");
  expect(nameOf("-LT2080-", "Deluge/2.1.1 libtorrent/2.0.8.0")).toBe("Deluge 2.1.1");
  expect(nameOf("-qB4650-", "libtorrent/2.0.8.0")).toBe("qBittorrent 4.6.5");
});

test("an unknown peer id is named by its user agent, and without one by itself", () => {
  expect(nameOf("-ZZ1000-", "SomeClient/1.2 (Linux)")).toBe("SomeClient 1.2");
  expect(nameOf("-ZZ1000-")).toBe("Unknown -ZZ1000-");
  expect(nameOf("-constructor")).toBe("Unknown -constru");
  expect(clientNameOf(new Uint8Array(), "").name).toBe("Unknown client");
});

test("whatever a client sends, its name is short and printable", () => {
  const peerIds = fc.uint8Array({ maxLength: 20 });
  const agents = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(peerIds, agents, (peerId, userAgent) => {
      const { name, prefix } = clientNameOf(peerId, userAgent);
      expect(name).toMatch(/^[\x20-\x7eµ]{1,60}$/);
      expect(prefix).toMatch(/^[\x21-\x7e]{0,8}$/);
    }),
  );
});
