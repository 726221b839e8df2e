"use client";

import { useState } from "react";

import { decodeBencode, isDictionary, isString, textOf, valueOf } from "#lib/metainfo/bencode";
import { titleOf } from "#lib/torrents/rules";

import { Field } from "../../../_ui/field";
import { useForm } from "../../../_ui/form";

/**
 * The .torrent. Browsers forget a chosen file when a form comes back, so a valid one is kept as a
 * draft, named here. With scripts the title is filled in from the file.
 */
export function FileField() {
  const { state } = useForm();
  const [problem, setProblem] = useState("");
  const draft = state.status === "error" ? state.values?.["draft"] : undefined;
  const isKept = draft !== undefined && draft !== "";
  return (
    <div className="flex flex-col gap-1">
      <Field
        name="file"
        label=".torrent file"
        type="file"
        accept=".torrent,application/x-bittorrent"
        isOptional={isKept}
        help={isKept ? undefined : "v1, v2 or hybrid, up to 16 MiB."}
        onChange={(event) => {
          const input = event.currentTarget;
          void prefillTitle(input).then(setProblem);
        }}
      />
      {isKept ? (
        <>
          <input type="hidden" name="draft" value={draft} />
          <input type="hidden" name="draftName" value={state.values?.["draftName"] ?? ""} />
          <p className="text-[0.8125rem]">
            Your file <bdi className="font-medium">{state.values?.["draftName"]}</bdi> is kept: you
            need not choose it again. Choose another to replace it.
          </p>
        </>
      ) : null}
      <p role="status" className="text-[0.8125rem] text-error">
        {problem}
      </p>
    </div>
  );
}

const MAX_BYTES = 16 * 1024 * 1024;

/** Puts the torrent's name into an empty title. Returns what is wrong with the file, if plain. */
async function prefillTitle(input: HTMLInputElement): Promise<string> {
  const file = input.files?.[0];
  if (file === undefined) return "";
  if (file.size > MAX_BYTES) {
    input.value = "";
    return "This file is larger than 16 MiB. Use a larger piece length.";
  }
  const title = input.form?.elements.namedItem("title");
  if (!(title instanceof HTMLInputElement)) return "";
  // What the uploader typed stays; what an earlier file gave does not.
  if (title.value !== "" && title.value !== title.dataset["fromFile"]) return "";
  title.value = titleIn(new Uint8Array(await file.arrayBuffer()));
  title.dataset["fromFile"] = title.value;
  return "";
}

/** The title that the server would take, or nothing when it will refuse the file anyway. */
function titleIn(bytes: Uint8Array): string {
  try {
    const root = decodeBencode(bytes);
    const info = isDictionary(root) ? valueOf(root, "info") : undefined;
    if (!isDictionary(info)) return "";
    const name = valueOf(info, "name.utf-8") ?? valueOf(info, "name");
    if (!isString(name)) return "";
    const isSingleFile = valueOf(info, "length") !== undefined;
    return titleOf({ name: textOf(bytes, name), isSingleFile });
  } catch {
    return "";
  }
}
