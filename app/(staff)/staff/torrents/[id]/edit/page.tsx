import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";

import { idSchema } from "#lib/moderation/schema";
import { listCategories } from "#lib/torrents/queries";
import { torrentById } from "#lib/torrents/queries-details";
import { TITLE_MAX_CHARACTERS } from "#lib/torrents/rules";
import type { Category, TorrentDetails } from "#lib/torrents/types";
import { requirePermission } from "#lib/web/viewer";

import { definePage } from "../../../../../_components/define-page";
import { LinkButton } from "../../../../../_ui/button";
import { CheckboxField, Field, SelectField, TextAreaField } from "../../../../../_ui/field";
import { Form } from "../../../../../_ui/form";
import { Panel } from "../../../../../_ui/panel";
import { SubmitButton } from "../../../../../_ui/submit-button";
import { ReasonField } from "../../../_components/reason-field";
import { StaffPage } from "../../../_components/staff-page";
import { edit } from "./actions";

export const metadata: Metadata = { title: "Edit torrent · Staff" };

export default definePage(async ({ params }: { params: Promise<{ id: string }> }) => {
  const viewer = await requirePermission("staff.view");
  const id = idSchema.safeParse((await params).id);
  if (!id.success) notFound();
  const [torrent, categories] = await Promise.all([
    torrentById(viewer, id.data),
    listCategories(viewer),
  ]);
  if (torrent === null) notFound();
  if (torrent.deletion !== null) redirect(`/staff/torrents/${torrent.id}`);
  return (
    <StaffPage viewer={viewer} section="torrents" title="Edit torrent" about={torrent.title}>
      <Panel
        title="What is said about it"
        help="Its files and info hashes stay as they are."
        className="max-w-3xl"
      >
        <EditForm torrent={torrent} categories={categories} />
      </Panel>
    </StaffPage>
  );
});

function EditForm({
  torrent,
  categories,
}: {
  readonly torrent: TorrentDetails;
  readonly categories: readonly Category[];
}) {
  return (
    <Form action={edit} label="Edit this torrent">
      <input type="hidden" name="id" value={torrent.id} />
      <Field
        name="title"
        label="Title"
        defaultValue={torrent.title}
        maxLength={TITLE_MAX_CHARACTERS}
        autoComplete="off"
      />
      <SelectField
        name="category"
        label="Category"
        defaultValue={String(torrent.category.id)}
        choices={categories.map(({ id, name }) => ({ value: String(id), label: name }))}
      />
      <TextAreaField
        name="description"
        label="Description"
        help="Markdown."
        isOptional
        rows={12}
        defaultValue={torrent.description}
      />
      <Field
        name="tags"
        label="Tags"
        help="Words with spaces or commas between."
        isOptional
        defaultValue={torrent.tags.join(" ")}
        autoComplete="off"
      />
      <CheckboxField
        name="anonymous"
        label="Anonymous"
        help="Members do not see who uploaded it."
        isChecked={torrent.isAnonymous}
      />
      <ReasonField help="The uploader gets it as a notice, which does not name you; the audit log keeps it with what changed." />
      <div className="flex flex-wrap gap-2">
        <SubmitButton>Save torrent</SubmitButton>
        <LinkButton href={`/staff/torrents/${torrent.id}`} look="quiet">
          Change nothing
        </LinkButton>
      </div>
    </Form>
  );
}
