/** As much of an HTML syntax tree (hast) as is needed here. */
export interface TreeNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: TreeNode[];
}

/**
 * Makes the tree of someone's Markdown fit to stand on our pages: no picture is fetched from
 * elsewhere by a reader's browser (it becomes a link), no link stands inside a link, headings skip
 * no level, and nothing carries an id, so that fifty comments can share a page. Changes the tree.
 */
export function tameTree(root: TreeNode): void {
  const state = { level: 0 };
  root.children = tamed(root.children ?? [], { state, isInLink: false });
}

interface Context {
  /** The level of the heading before, counted from one. */
  readonly state: { level: number };
  readonly isInLink: boolean;
}

function tamed(nodes: readonly TreeNode[], context: Context): TreeNode[] {
  return nodes.flatMap((node) => (node.type === "element" ? tameElement(node, context) : [node]));
}

function tameElement(node: TreeNode, context: Context): TreeNode[] {
  const tagName = node.tagName ?? "";
  if (tagName === "img") return tameImage(node, context);
  if (tagName === "input") return [text(node.properties?.["checked"] === true ? "☑ " : "☐ ")];
  // Footnotes work by ids: what they say is shown where it stands.
  if (tagName === "sup") return [text(`[${textOf(node)}]`)];
  if (tagName === "section") return tamed((node.children ?? []).slice(1), context);
  if (tagName === "a") return tameLink(node, context);
  if (/^h[1-6]$/.test(tagName)) return tameHeading(node, context);
  return [{ ...node, properties: plainProperties(node), children: childrenOf(node, context) }];
}

function childrenOf(node: TreeNode, context: Context): TreeNode[] {
  return tamed(node.children ?? [], context);
}

function plainProperties({ properties = {} }: TreeNode): Record<string, unknown> {
  const kept = Object.entries(properties).filter(([name]) => name !== "id" && name !== "style");
  return Object.fromEntries(kept);
}

function tameImage(node: TreeNode, context: Context): TreeNode[] {
  const source = textProperty(node, "src");
  const words = textProperty(node, "alt") || source;
  if (words === "") return [];
  if (context.isInLink || !isSafe(source)) return [text(words)];
  return [link(source, [text(words)])];
}

function tameLink(node: TreeNode, context: Context): TreeNode[] {
  const href = textProperty(node, "href");
  const children = childrenOf(node, { ...context, isInLink: true });
  const isBackReference = node.properties?.["dataFootnoteBackref"] !== undefined;
  if (isBackReference) return [];
  if (context.isInLink || !isSafe(href)) return children;
  const hasWords = children.some((child) => textOf(child).trim() !== "");
  return [link(href, hasWords ? children : [text(href)])];
}

/** A page's own headings come first: what is written starts below them, without a gap. */
function tameHeading(node: TreeNode, context: Context): TreeNode[] {
  const children = childrenOf(node, context);
  if (children.every((child) => textOf(child).trim() === "")) return [];
  const level = Math.min(Number(node.tagName?.slice(1)), context.state.level + 1);
  context.state.level = level;
  return [{ type: "element", tagName: `h${Math.min(level + 2, 6)}`, properties: {}, children }];
}

/** To the web, to a mailbox, or to a page of ours. */
function isSafe(href: string): boolean {
  return /^(?:https?:\/\/|mailto:|\/)/i.test(href);
}

function link(href: string, children: TreeNode[]): TreeNode {
  return { type: "element", tagName: "a", properties: { href }, children };
}

function text(value: string): TreeNode {
  return { type: "text", value };
}

function textOf(node: TreeNode): string {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

function textProperty(node: TreeNode, name: string): string {
  const value = node.properties?.[name];
  return typeof value === "string" ? value : "";
}
