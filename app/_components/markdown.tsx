import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

import { isTame } from "#lib/markdown/rules";
import { tameTree } from "#lib/markdown/tame-tree";

interface MarkdownProps {
  readonly children: string;
  /** How many lines and signs of markup are parsed; a longer text is shown as it was typed. */
  readonly budget?: number;
}

/**
 * What a member wrote, as Markdown with GitHub's extensions. HTML in it is shown as text, and a
 * reader's browser asks no other site for anything. Headings start at h3, below a panel's title.
 */
export function Markdown({ children, budget = 3000 }: MarkdownProps) {
  if (!isTame(children, budget)) {
    return (
      <p dir="auto" className="max-w-4xl whitespace-pre-wrap">
        {children}
      </p>
    );
  }
  return (
    <div dir="auto" className="flex max-w-4xl flex-col gap-3">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[() => tameTree]}
        components={components}
      >
        {children}
      </ReactMarkdown>
    </div>
  );
}

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} rel="nofollow noopener noreferrer" className="link-text">
      {children}
    </a>
  ),
  h3: ({ children }) => <h3 className="text-base font-semibold">{children}</h3>,
  h4: ({ children }) => <h4 className="font-semibold">{children}</h4>,
  h5: ({ children }) => <h5 className="font-medium">{children}</h5>,
  h6: ({ children }) => <h6 className="font-medium text-muted">{children}</h6>,
  ul: ({ children }) => <ul className="list-disc space-y-1 pl-5">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="list-decimal space-y-1 pl-6">
      {children}
    </ol>
  ),
  blockquote: ({ children }) => (
    <blockquote className="flex flex-col gap-3 border-l-2 border-line pl-3 text-muted">
      {children}
    </blockquote>
  ),
  // What scrolls sideways must be reachable by keyboard.
  pre: ({ children }) => (
    <pre
      tabIndex={0}
      className="overflow-x-auto rounded-field border border-line bg-base-200 p-3 text-[0.8125rem]/5"
    >
      {children}
    </pre>
  ),
  code: ({ children }) => <code className="font-mono text-[0.9em]">{children}</code>,
  table: ({ children }) => (
    <div tabIndex={0} className="overflow-x-auto">
      <table className="table w-auto">{children}</table>
    </div>
  ),
  // Alignment comes as inline style, which the Content-Security-Policy forbids.
  th: ({ children }) => <th scope="col">{children}</th>,
  td: ({ children }) => <td>{children}</td>,
  hr: () => <hr className="border-line" />,
};
