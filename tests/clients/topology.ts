import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

/**
 * Hosts for the clients and the tracker on one Ethernet segment, of network namespaces:
 *
 *     swarmkeep-1   203.0.113.11 ─┐
 *     swarmkeep-2   203.0.113.12 ─┼─ bridge in swarmkeep-hub ─ 203.0.113.1, where the tracker is
 *     …                          ─┘
 *
 * The bridge has a namespace of its own because a firewall on the host (Docker sets up one) may
 * drop what a bridge of the host forwards. Addresses are of the documentation ranges (RFC 5737,
 * RFC 3849): clients take them for public ones, whereas Transmission rejects peers in 127/8.
 */
export type Place = {
  readonly number: number;
  readonly namespace: string;
  readonly addresses: Readonly<Record<Family, string>>;
};
export type Family = "ipv4" | "ipv6";

export const trackerName = "tracker.swarmkeep.test";
const trackerAddresses: Record<Family, string> = { ipv4: "203.0.113.1", ipv6: "2001:db8::1" };

const prefix = "swarmkeep-";
const hub = `${prefix}hub`;
const hubPort = "host";
const hostLink = "swarmkeep";
const built: Place[] = [];

/** Builds the segment with so many places, after clearing away what a killed run may have left. */
export function buildNetwork(placeCount: number): void {
  tearDownNetwork();
  addNamespace(hub);
  ip("-n", hub, "link", "add", "bridge", "type", "bridge", "stp_state", "0");
  ip("-n", hub, "link", "set", "bridge", "up");
  ip("link", "add", hostLink, "type", "veth", "peer", "name", hubPort, "netns", hub);
  plug(hubPort);
  ip("addr", "add", `${trackerAddresses.ipv4}/24`, "dev", hostLink);
  ip("addr", "add", `${trackerAddresses.ipv6}/64`, "dev", hostLink, "nodad");
  ip("link", "set", hostLink, "up");
  for (let number = 1; number <= placeCount; number += 1) built.push(addPlace(number));
}

function addPlace(number: number): Place {
  const namespace = `${prefix}${number}`;
  const addresses = { ipv4: `203.0.113.${10 + number}`, ipv6: `2001:db8::${10 + number}` };
  addNamespace(namespace);
  const port = `port-${number}`;
  ip("-n", namespace, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", hub);
  plug(port);
  ip("-n", namespace, "addr", "add", `${addresses.ipv4}/24`, "dev", "eth0");
  ip("-n", namespace, "addr", "add", `${addresses.ipv6}/64`, "dev", "eth0", "nodad");
  // Without multicast no client can find another by local discovery, whatever its settings.
  ip("-n", namespace, "link", "set", "eth0", "up", "multicast", "off");
  // libtorrent announces from an address only if its interface has a way out.
  ip("-n", namespace, "route", "add", "default", "via", trackerAddresses.ipv4);
  ip("-n", namespace, "-6", "route", "add", "default", "via", trackerAddresses.ipv6);
  return { number, namespace, addresses };
}

function addNamespace(namespace: string): void {
  ip("netns", "add", namespace);
  ip("-n", namespace, "link", "set", "lo", "up");
}

function plug(port: string): void {
  ip("-n", hub, "link", "set", "dev", port, "master", "bridge", "up");
}

/** A place that no one has taken yet. @throws Error when all are taken */
export function takePlace(families: Family[]): Place {
  const place = built.shift();
  if (!place) throw new Error("more places are taken than the network was built with");
  nameTracker(place, families);
  return place;
}

/** Tells the clients that will start in a place by which addresses they reach the tracker. */
function nameTracker({ namespace }: Place, families: Family[]): void {
  const folder = `/etc/netns/${namespace}`;
  mkdirSync(folder, { recursive: true });
  const names = families.map((family) => `${trackerAddresses[family]} ${trackerName}\n`);
  writeFileSync(`${folder}/hosts`, `127.0.0.1 localhost\n::1 localhost\n${names.join("")}`);
  // Any other name fails at once instead of after a time-out.
  writeFileSync(`${folder}/resolv.conf`, "nameserver 127.0.0.1\n");
}

/** Why network namespaces cannot be made here, if so: containers may not, unless privileged. */
export function whatForbidsNetworks(): string | undefined {
  const probe = `${prefix}probe`;
  const { status, stderr } = spawnSync("ip", ["netns", "add", probe], { encoding: "utf8" });
  spawnSync("ip", ["netns", "del", probe], { stdio: "ignore" });
  return status === 0 ? undefined : `network namespaces are forbidden here (${stderr.trim()})`;
}

/** Removes every namespace, link and process of ours. Safe to call at any time, also twice. */
export function tearDownNetwork(): void {
  built.length = 0;
  const ours = (name: string) => name.startsWith(prefix);
  for (const namespace of readdirIfThere("/run/netns").filter(ours)) {
    for (const pid of pidsIn(namespace)) killHard(pid);
    spawnSync("ip", ["netns", "del", namespace]);
  }
  for (const folder of readdirIfThere("/etc/netns").filter(ours)) {
    rmSync(`/etc/netns/${folder}`, { recursive: true, force: true });
  }
  spawnSync("ip", ["link", "del", hostLink], { stdio: "ignore" });
}

/** The command line that runs a program in a place. `ip` becomes the program: same process id. */
export function inPlace({ namespace }: Place, command: string[]): [string, string[]] {
  return ["ip", ["netns", "exec", namespace, ...command]];
}

/** The command line of a program that listens where all traffic with the tracker passes. */
export function onTrackerLink(command: (link: string) => string[]): [string, string[]] {
  return ["ip", ["netns", "exec", hub, ...command(hubPort)]];
}

/**
 * Takes the machine's one segment for this process: names and addresses are fixed, so two runs
 * at once would tear down each other's network. The kernel frees the lock however we end.
 * @throws Error when another run holds it
 */
export async function holdNetwork(): Promise<Server> {
  const lock = createServer();
  await new Promise<void>((resolve, reject) => {
    lock.once("error", () => {
      reject(new Error("another run of the client tests is under way on this machine"));
    });
    lock.listen("\0swarmkeep-client-tests", resolve);
  });
  return lock;
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}

function pidsIn(namespace: string): number[] {
  const { stdout } = spawnSync("ip", ["netns", "pids", namespace], { encoding: "utf8" });
  return stdout.split("\n").filter(Boolean).map(Number);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was gone already.
  }
}

function readdirIfThere(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
