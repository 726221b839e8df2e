"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import type { Permit } from "#lib/access/authorize";
import { isAppError, type AppError } from "#lib/errors";
import { parseMetainfo } from "#lib/metainfo/parse";
import { addTorrent } from "#lib/torrents/mutations";
import { dropDraft, readDraft, stashDraft, type Draft } from "#lib/torrents/mutations-drafts";
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
    const file = await chosenFile(permit, form);
    const said = uploadSchema.safeParse(form);
    if (file === null || !said.success) {
      return refused(permit, { form, file, issues: said.error?.issues ?? [] });
    }
    const added = await add(permit, { ...said.data, file: file.bytes });
    if ("issue" in added) return refused(permit, { form, file, issues: [added.issue] });
    await dropDraft(permit, form.draft);
    redirect(`/torrents/${added.id}?uploaded`);
  },
});

interface ChosenFile {
  readonly bytes: Uint8Array;
  readonly fileName: string;
}

/** The chosen file, or the draft of the one chosen before. */
async function chosenFile(
  permit: Permit<"torrent.upload">,
  { file, draft }: UploadForm,
): Promise<ChosenFile | null> {
  // When none is chosen an empty file comes, of a name that depends on who sends it.
  if (file !== undefined && (file.size > 0 || file.name.endsWith(".torrent"))) {
    return { bytes: new Uint8Array(await file.arrayBuffer()), fileName: file.name };
  }
  const kept = draft === "" ? null : await readDraft(permit, draft);
  return kept === null ? null : { bytes: kept.file, fileName: kept.fileName };
}

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
    return { issue: issueOf(error) };
  }
}

async function refused(
  permit: Permit<"torrent.upload">,
  outcome: {
    readonly form: UploadForm;
    readonly file: ChosenFile | null;
    readonly issues: readonly Issue[];
  },
): Promise<FormState> {
  const { title, category, description, tags, anonymous = "" } = outcome.form;
  const { draft, issue } = await keep(permit, outcome.file);
  const fieldErrors: Record<string, string> = {};
  for (const { path, message } of [...(issue ? [issue] : []), ...outcome.issues]) {
    fieldErrors[path.join(".")] ??= message;
  }
  const values = { title, category, description, tags, anonymous };
  return {
    status: "error",
    message: "Please check the marked fields.",
    fieldErrors,
    values: draft ? { ...values, draft: draft.id, draftName: draft.fileName } : values,
  };
}

/** Keeps a good file as a draft, and says what is wrong with any other. */
async function keep(
  permit: Permit<"torrent.upload">,
  file: ChosenFile | null,
): Promise<{ draft?: Draft; issue?: Issue }> {
  if (file === null) return { issue: { path: ["file"], message: "Choose a .torrent file." } };
  try {
    const metainfo = parseMetainfo(file.bytes);
    return { draft: await stashDraft(permit, { fileName: file.fileName, metainfo }) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { issue: issueOf(error) };
  }
}

function issueOf(error: AppError): Issue {
  return { path: [error.field ?? "file"], message: error.message };
}
