import { TITLE_MAX_CHARACTERS } from "#lib/torrents/rules";
import type { Category, TorrentDetails } from "#lib/torrents/types";

import { CheckboxField, Field, SelectField, TextAreaField } from "../../../_ui/field";

interface TorrentFieldsProps {
  readonly categories: readonly Category[];
  /** What is edited; absent at an upload, where the file gives the title. */
  readonly torrent?: TorrentDetails;
}

/** What an uploader says about a torrent, at its upload and later. */
export function TorrentFields({ categories, torrent }: TorrentFieldsProps) {
  const choices = categories.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <>
      <Field
        name="title"
        label="Title"
        help={torrent === undefined ? "Leave it empty to take the name in the file." : undefined}
        isOptional={torrent === undefined}
        defaultValue={torrent?.title}
        maxLength={TITLE_MAX_CHARACTERS}
        autoComplete="off"
      />
      <SelectField
        name="category"
        label="Category"
        choices={
          torrent === undefined ? [{ value: "", label: "Choose a category" }, ...choices] : choices
        }
        defaultValue={torrent === undefined ? undefined : String(torrent.category.id)}
      />
      <TextAreaField
        name="description"
        label="Description"
        help="Markdown. Pictures become links."
        isOptional
        rows={10}
        defaultValue={torrent?.description}
      />
      <Field
        name="tags"
        label="Tags"
        help="Words with spaces or commas between, like: animation short 1080p"
        isOptional
        defaultValue={torrent?.tags.join(" ")}
        autoComplete="off"
      />
      <CheckboxField
        name="anonymous"
        label="Anonymous"
        help="Only you and staff see who uploaded it."
        isChecked={torrent?.isAnonymous ?? false}
      />
    </>
  );
}
