"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import type { Permit } from "#lib/access/authorize";
import { isAppError } from "#lib/errors";
import { parseMetainfo } from "#lib/metainfo/parse";
import type { Metainfo } from "#lib/metainfo/types";
import { addTorrent } from "#lib/torrents/mutations";
import { dropDraft, readDraft, stashDraft } from "#lib/torrents/mutations-drafts";
import { uploadSchema } from "#lib/torrents/schema";
import type { NewTorrent } from "#lib/torrents/types";
import { defineAction } from "#lib/web/define-action";
import type { FormState } from "#lib/web/form-state";

const typed = z.string().default("");

/** Lenient, so that a file is kept also when the rest is wrong: `uploadSchema` judges that. */
const formSchema = z.object({
  file: z.instanceof(File).optional(),
  draft: typed,
  title: typed,
  category: typed,
  description: typed,
  tags: typed,
  anonymous: z.string().optional(),
});
type UploadForm = z.output<typeof formSchema>;

export const upload = defineAction({
  permission: "torrent.upload",
  input: formSchema,
  run: async (permit, form) => {
    const file = await readFile(permit, form);
    const said = uploadSchema.safeParse(form);
    if ("problem" in file || !said.success) {
      return refused(permit, { form, file, issues: said.error?.issues ?? [] });
    }
    const added = await add(permit, { ...said.data, file: file.bytes });
    if ("issue" in added) return refused(permit, { form, file, issues: [added.issue] });
    await dropDraft(permit, form.draft);
    redirect(`/torrents/${added.id}?uploaded`);
  },
});

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A fault in one field is an issue, so that the file is kept; a duplicate needs no keeping. */
async function add(
  permit: Permit<"torrent.upload">,
  torrent: NewTorrent,
): Promise<{ id: number } | { issue: Issue }> {
  try {
    return await addTorrent(permit, torrent);
  } catch (error) {
    if (!isAppError(error) || error.code !== "invalid") throw error;
    return { issue: { path: [error.field ?? "file"], message: error.message } };
  }
}

type ReadFile =
  | { readonly bytes: Uint8Array; readonly fileName: string; readonly metainfo: Metainfo }
  | { readonly problem: string };

/** The chosen file, or the draft of the one chosen before. */
async function readFile(permit: Permit<"torrent.upload">, form: UploadForm): Promise<ReadFile> {
  const isChosen = form.file !== undefined && (form.file.size > 0 || form.file.name !== "");
  const draft = isChosen || form.draft === "" ? null : await readDraft(permit, form.draft);
  try {
    if (form.file !== undefined && isChosen) {
      const bytes = new Uint8Array(await form.file.arrayBuffer());
      return { bytes, fileName: form.file.name, metainfo: parseMetainfo(bytes) };
    }
    if (draft !== null) {
      return { bytes: draft.file, fileName: draft.fileName, metainfo: parseMetainfo(draft.file) };
    }
  } catch (error) {
    if (isAppError(error)) return { problem: error.message };
    throw error;
  }
  return { problem: "Choose a .torrent file." };
}

async function refused(
  permit: Permit<"torrent.upload">,
  outcome: {
    readonly form: UploadForm;
    readonly file: ReadFile;
    readonly issues: readonly Issue[];
  },
): Promise<FormState> {
  const { form, file, issues } = outcome;
  const fieldErrors: Record<string, string> = {};
  if ("problem" in file) fieldErrors["file"] = file.problem;
  for (const { path, message } of issues) fieldErrors[path.join(".")] ??= message;
  const { title, category, description, tags, anonymous = "" } = form;
  const values = { title, category, description, tags, anonymous };
  const draft = "problem" in file ? undefined : await stashDraft(permit, file);
  return {
    status: "error",
    message: "Please check the marked fields.",
    fieldErrors,
    values: draft ? { ...values, draft: draft.id, draftName: draft.fileName } : values,
  };
}
