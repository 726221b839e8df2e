const announceField = /8:announce(\d+):/;

/** The announce address in a .torrent file. @throws Error when it has none */
export function announceUrlOf(metainfo: Uint8Array): string {
  const { start, end } = locate(metainfo);
  return Buffer.from(metainfo.subarray(start, end)).toString();
}

/** The same file with another announce address, all else byte for byte. */
export function withAnnounceUrl(metainfo: Uint8Array, change: (url: string) => string): Uint8Array {
  const { field, end } = locate(metainfo);
  const url = change(announceUrlOf(metainfo));
  return Buffer.concat([
    metainfo.subarray(0, field),
    Buffer.from(`8:announce${url.length}:${url}`),
    metainfo.subarray(end),
  ]);
}

/** The address of the same tracker over UDP, on the port of the same number. */
export function overUdp(url: string): string {
  return url.replace(/^http:/, "udp:");
}

function locate(metainfo: Uint8Array): { field: number; start: number; end: number } {
  const found = announceField.exec(Buffer.from(metainfo).toString("latin1"));
  if (!found) throw new Error("the .torrent file has no announce address");
  const start = found.index + found[0].length;
  return { field: found.index, start, end: start + Number(found[1]) };
}
