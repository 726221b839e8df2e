import { formatCount } from "#lib/format";
import type { Folder } from "#lib/torrents/types";

import { FileName } from "../../../../_components/file-name";
import { Bytes } from "../../../../_ui/bytes";

/** A small torrent's whole tree, its outer folder open, and the next ones if that is not long. */
export function FileTree({ root }: { readonly root: Folder }) {
  return <Level folder={root} depth={0} openDepth={root.fileCount <= SHORT_FILES ? 2 : 1} />;
}

const SHORT_FILES = 40;

interface LevelProps {
  readonly folder: Folder;
  readonly depth: number;
  readonly openDepth: number;
}

function Level({ folder, depth, openDepth }: LevelProps) {
  return (
    <ul className={depth === 0 ? "" : "ml-1.5 border-l border-line pl-3"}>
      {folder.folders.map((child) => (
        <li key={`${child.name}/`}>
          <details open={depth < openDepth}>
            <summary className="rounded-field py-0.5 hover:bg-base-200">
              <span className="font-medium">
                <FileName>{child.name}</FileName>
              </span>{" "}
              <span className="text-xs text-muted">
                {formatCount(child.fileCount)} {child.fileCount === 1 ? "file" : "files"},{" "}
                <Bytes value={child.sizeBytes} />
              </span>
            </summary>
            <Level folder={child} depth={depth + 1} openDepth={openDepth} />
          </details>
        </li>
      ))}
      {folder.files.map((file) => (
        <li key={file.name} className="flex justify-between gap-4 py-0.5">
          <span className="min-w-0">
            <FileName>{file.name}</FileName>
          </span>
          <span className="shrink-0 text-muted">
            <Bytes value={file.sizeBytes} />
          </span>
        </li>
      ))}
    </ul>
  );
}
