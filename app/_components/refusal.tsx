import { LinkButton } from "../_ui/button";
import { EmptyState } from "../_ui/empty-state";
import { PageHeader } from "../_ui/page-header";

const words = {
  403: {
    title: "You may not see this page",
    reason: "It is for staff",
    advice: "Ask them if you think you should see it.",
  },
  404: {
    title: "There is nothing here",
    reason: "Nothing has this address",
    advice: "It is wrong, or what was here is gone for good.",
  },
} as const;

/** What a page shows instead of itself, inside the frame. */
export function Refusal({ status }: { readonly status: keyof typeof words }) {
  const { title, reason, advice } = words[status];
  return (
    <>
      <PageHeader title={title} />
      <EmptyState
        title={reason}
        action={
          <LinkButton href="/torrents" look="primary">
            To the torrents
          </LinkButton>
        }
      >
        {advice}
      </EmptyState>
    </>
  );
}
