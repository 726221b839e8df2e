import type { Actor } from "#lib/access/actor";
import { listComments } from "#lib/comments/queries";
import { COMMENT_MAX_CHARACTERS } from "#lib/comments/schema";
import type { CommentView } from "#lib/comments/types";
import { formatCount } from "#lib/format";

import { Markdown } from "../../../../_components/markdown";
import { Badge } from "../../../../_ui/badge";
import { TextAreaField } from "../../../../_ui/field";
import { Form } from "../../../../_ui/form";
import { Link } from "../../../../_ui/link";
import { Pagination } from "../../../../_ui/pagination";
import { Panel } from "../../../../_ui/panel";
import { RelativeTime } from "../../../../_ui/relative-time";
import { SubmitButton } from "../../../../_ui/submit-button";
import { comment } from "../actions";
import { MemberLink } from "./uploader-name";

interface CommentsProps {
  readonly viewer: Actor;
  readonly torrentId: number;
  /** A deleted torrent takes no new ones. */
  readonly isOpen: boolean;
  /** The comment that the page starts below. */
  readonly before: number | undefined;
}

/** What members said about the torrent, newest first, with a form for one more. */
export async function Comments({ viewer, torrentId, isOpen, before }: CommentsProps) {
  const page = await listComments(viewer, { torrentId, before });
  const path = `/torrents/${torrentId}`;
  return (
    <Panel
      title="Comments"
      help={page.count === 0 ? "None yet" : `${formatCount(page.count)} in all`}
    >
      <div className="flex flex-col gap-4">
        {isOpen ? <CommentForm torrentId={torrentId} /> : null}
        {page.comments.length === 0 ? null : (
          <ol className="divide-y divide-line border-t border-line">
            {page.comments.map((shown) => (
              <Comment key={shown.id} comment={shown} />
            ))}
          </ol>
        )}
        <Pagination
          label="Pages of comments"
          firstHref={before === undefined ? undefined : `${path}#comments`}
          nextHref={page.older === null ? undefined : `${path}?before=${page.older}#comments`}
        />
      </div>
    </Panel>
  );
}

function CommentForm({ torrentId }: { readonly torrentId: number }) {
  return (
    <Form action={comment} label="Write a comment" className="max-w-3xl gap-2">
      <input type="hidden" name="torrentId" value={torrentId} />
      <TextAreaField
        name="body"
        label="Comment"
        help="Markdown."
        rows={3}
        maxLength={COMMENT_MAX_CHARACTERS}
      />
      <div>
        <SubmitButton look="plain">Add comment</SubmitButton>
      </div>
    </Form>
  );
}

const COMMENT_BUDGET = 600;

function Comment({ comment }: { readonly comment: CommentView }) {
  return (
    <li id={`comment-${comment.id}`} className="flex flex-col gap-1.5 py-3">
      <p className="flex flex-wrap items-center gap-x-2 text-[0.8125rem] text-muted">
        <span className="font-medium text-base-content">
          {comment.author === null ? "Someone who is gone" : <MemberLink name={comment.author} />}
        </span>
        {comment.isUploader ? <Badge tone="accent">Uploader</Badge> : null}
        <RelativeTime value={comment.createdAt} />
        {comment.mayDelete ? (
          <Link
            href={`/torrents/${comment.torrentId}/comments/${comment.id}/delete`}
            prefetch={false}
            aria-label={`Delete the comment by ${comment.author ?? "someone who is gone"}`}
            className="link-text ml-auto"
          >
            Delete
          </Link>
        ) : null}
      </p>
      <Markdown budget={COMMENT_BUDGET}>{comment.body}</Markdown>
    </li>
  );
}
