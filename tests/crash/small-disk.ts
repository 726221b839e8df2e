import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const ballastChunk = Buffer.alloc(64 * 1024, 1);

/** A file system of its own, small enough to be filled in a moment. */
export interface SmallDisk {
  /** A folder on it that belongs to whom Postgres runs as. */
  readonly folder: string;
  /** Leaves no byte free. */
  readonly fill: () => void;
  /** Takes away what filled it. */
  readonly empty: () => void;
  readonly unmount: () => void;
}

/** Why this machine cannot mount one, or undefined. */
export function whatForbidsSmallDisks(): string | undefined {
  if (process.platform !== "linux") return "only Linux has tmpfs";
  if (process.getuid?.() !== 0) return "only root can mount a file system";
  const probe = path.resolve(import.meta.dirname, "../../.data/crash-disk-probe");
  try {
    mountSmallDisk({ at: probe, megabytes: 1, ownerOf: import.meta.dirname }).unmount();
    return undefined;
  } catch (error) {
    return `mounting is not permitted here (${String(error).trim()})`;
  }
}

/** @param ownerOf a file or folder whose owner is to own the new one */
export function mountSmallDisk(wish: {
  readonly at: string;
  readonly megabytes: number;
  readonly ownerOf: string;
}): SmallDisk {
  const { at, megabytes } = wish;
  mkdirSync(at, { recursive: true });
  const size = `size=${megabytes}m,mode=0755`;
  execFileSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", at], { stdio: "pipe" });
  const folder = path.join(at, "tablespace");
  mkdirSync(folder, { mode: 0o700 });
  const { uid, gid } = statSync(wish.ownerOf);
  chownSync(folder, uid, gid);
  const ballast = path.join(at, "ballast");
  return {
    folder,
    fill: () => {
      while (statfsSync(at).bfree > 0) {
        try {
          writeFileSync(ballast, ballastChunk, { flag: "a" });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
          return;
        }
      }
    },
    empty: () => {
      rmSync(ballast, { force: true });
    },
    unmount: () => {
      execFileSync("umount", ["--lazy", at], { stdio: "pipe" });
      rmSync(at, { recursive: true, force: true });
    },
  };
}
