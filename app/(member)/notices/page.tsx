import type { Metadata } from "next";

import { listNotices, unreadCount } from "#lib/notices/queries";
import { noticePlaceSchema } from "#lib/notices/schema";
import type { NoticeView } from "#lib/notices/types";
import { requireViewer } from "#lib/web/viewer";

import { Badge } from "../../_ui/badge";
import { EmptyState } from "../../_ui/empty-state";
import { Form } from "../../_ui/form";
import { Link } from "../../_ui/link";
import { PageHeader } from "../../_ui/page-header";
import { Pagination } from "../../_ui/pagination";
import { RelativeTime } from "../../_ui/relative-time";
import { SubmitButton } from "../../_ui/submit-button";
import { markAllRead } from "./actions";

export const metadata: Metadata = { title: "Notices" };

export default async function NoticesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const viewer = await requireViewer();
  const { before } = noticePlaceSchema.parse(await searchParams);
  const [{ notices, older }, unread] = await Promise.all([
    listNotices(viewer, { before }),
    unreadCount(viewer),
  ]);
  const newest = notices[0]?.id;
  return (
    <>
      <PageHeader
        title="Notices"
        actions={
          unread > 0 && before === undefined && newest !== undefined ? (
            <Form action={markAllRead} label="Mark notices as read" isSilent>
              <input type="hidden" name="upTo" value={newest} />
              <SubmitButton look="plain">Mark all as read</SubmitButton>
            </Form>
          ) : null
        }
      >
        What the site has to tell you: staff acts on your torrents and your account.
      </PageHeader>
      {notices.length === 0 ? (
        <EmptyState title="No notices">
          When staff edit or delete a torrent of yours, the reason will stand here.
        </EmptyState>
      ) : (
        <ul className="flex max-w-4xl flex-col rounded-box border border-line bg-base-100">
          {notices.map((notice) => (
            <Notice key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
      <Pagination
        label="Pages of notices"
        firstHref={before === undefined ? undefined : "/notices"}
        nextHref={older === null ? undefined : `/notices?before=${older}`}
      />
    </>
  );
}

function Notice({ notice }: { readonly notice: NoticeView }) {
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-3 last:border-b-0">
      <p className={notice.isUnread ? "font-medium" : undefined}>
        {notice.isUnread ? (
          <>
            <Badge tone="accent">new</Badge>{" "}
          </>
        ) : null}
        {notice.text}
      </p>
      <p className="flex gap-3 text-[0.8125rem] text-muted">
        <RelativeTime value={notice.createdAt} />
        {notice.href === null ? null : (
          <Link href={notice.href} className="link-text">
            Show it
          </Link>
        )}
      </p>
    </li>
  );
}
