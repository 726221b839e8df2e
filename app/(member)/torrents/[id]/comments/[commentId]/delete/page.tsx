import type { Metadata } from "next";
import { forbidden, notFound } from "next/navigation";

import { commentById } from "#lib/comments/queries";
import { commentIdSchema } from "#lib/comments/schema";
import { requireViewer } from "#lib/web/viewer";

import { definePage } from "../../../../../../_components/define-page";
import { Markdown } from "../../../../../../_components/markdown";
import { LinkButton } from "../../../../../../_ui/button";
import { Field } from "../../../../../../_ui/field";
import { Form } from "../../../../../../_ui/form";
import { PageHeader } from "../../../../../../_ui/page-header";
import { Panel } from "../../../../../../_ui/panel";
import { SubmitButton } from "../../../../../../_ui/submit-button";
import { remove } from "./actions";

export const metadata: Metadata = { title: "Delete comment" };

interface DeletePageProps {
  readonly params: Promise<{ readonly commentId: string }>;
}

export default definePage(async ({ params }: DeletePageProps) => {
  const viewer = await requireViewer();
  const id = commentIdSchema.safeParse((await params).commentId);
  if (!id.success) notFound();
  const comment = (await commentById(viewer, id.data)) ?? notFound();
  if (!comment.mayDelete) forbidden();
  return (
    <>
      <PageHeader title="Delete comment">It cannot be brought back.</PageHeader>
      <Panel title={`By ${comment.author ?? "someone who is gone"}`} className="max-w-3xl">
        <Markdown>{comment.body}</Markdown>
      </Panel>
      <Form action={remove} label="Delete comment" className="max-w-3xl">
        <input type="hidden" name="id" value={comment.id} />
        {comment.isMine ? null : (
          <Field
            name="reason"
            label="Reason"
            help="The author gets it as a notice; the audit log keeps it."
            maxLength={300}
            autoComplete="off"
          />
        )}
        <div className="flex gap-2">
          <SubmitButton look="danger">Delete comment</SubmitButton>
          <LinkButton href={`/torrents/${comment.torrentId}#comments`} look="quiet">
            Keep it
          </LinkButton>
        </div>
      </Form>
    </>
  );
});
