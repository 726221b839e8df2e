import type { Metadata } from "next";

import { readSettings } from "#lib/settings/queries";
import { listCategories } from "#lib/torrents/queries";
import { announceUrlOf } from "#lib/torrents/queries-details";
import { requireViewer } from "#lib/web/viewer";

import { CopyField } from "../../_ui/copy-field";
import { Form } from "../../_ui/form";
import { PageHeader } from "../../_ui/page-header";
import { Panel } from "../../_ui/panel";
import { SubmitButton } from "../../_ui/submit-button";
import { FileField } from "./_components/file-field";
import { TorrentFields } from "./_components/torrent-fields";
import { upload } from "./actions";

export const metadata: Metadata = { title: "Upload" };

export default async function UploadPage() {
  const viewer = await requireViewer();
  const [{ sourceTag }, categories, announce] = await Promise.all([
    readSettings(),
    listCategories(viewer),
    announceUrlOf(viewer),
  ]);
  return (
    <>
      <PageHeader title="Upload" />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Form action={upload} label="Upload a torrent" linkText="Show the torrent">
          <FileField />
          <TorrentFields categories={categories} />
          <div>
            <SubmitButton>Upload</SubmitButton>
          </div>
        </Form>
        <Panel title="Making the file">
          <div className="flex flex-col gap-3">
            <CopyField label="Your announce address" value={announce} />
            <p>
              It is secret: whoever has it downloads in your name. You need not put it into the file
              that you upload.
            </p>
            <p>
              The file is made private, and its source is set to <strong>{sourceTag}</strong>. If
              yours has both already, its info hash stays and you can seed at once; otherwise
              download the final .torrent from its page and seed with that.
            </p>
            <p>Announce addresses, web seeds and comments in the file are left out.</p>
          </div>
        </Panel>
      </div>
    </>
  );
}
