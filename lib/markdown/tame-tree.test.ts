import { expect, test } from "vitest";

import { tameTree, type TreeNode } from "./tame-tree";

const text = (value: string): TreeNode => ({ type: "text", value });
const element = (
  tagName: string,
  properties: Record<string, unknown>,
  ...children: TreeNode[]
): TreeNode => ({ type: "element", tagName, properties, children });

function tame(...children: TreeNode[]): TreeNode[] {
  const root: TreeNode = { type: "root", children };
  tameTree(root);
  return root.children ?? [];
}

const picture = element("img", { src: "https://elsewhere.example/a.png", alt: "A cat" });

test("a picture becomes a link, so that nothing is fetched from elsewhere", () => {
  expect(tame(picture)).toEqual([
    element("a", { href: "https://elsewhere.example/a.png" }, text("A cat")),
  ]);
  expect(tame(element("img", { src: "https://e.example/a.png", alt: "" }))).toEqual([
    element("a", { href: "https://e.example/a.png" }, text("https://e.example/a.png")),
  ]);
});

test("a picture in a link is its words, and a link in a link is its words too", () => {
  const inner = element("a", { href: "https://b.example" }, text("b"));
  expect(tame(element("a", { href: "https://a.example" }, picture, inner))).toEqual([
    element("a", { href: "https://a.example" }, text("A cat"), text("b")),
  ]);
});

test("a link without words says where it goes; one that goes nowhere is text", () => {
  expect(tame(element("a", { href: "/torrents/1" }))).toEqual([
    element("a", { href: "/torrents/1" }, text("/torrents/1")),
  ]);
  for (const href of ["", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "x"]) {
    expect(tame(element("a", { href }, text("x")))).toEqual([text("x")]);
    expect(tame(element("img", { src: href, alt: "x" }))).toEqual([text("x")]);
  }
});

test("headings start at h3 and skip no level; empty ones go away", () => {
  const levels = tame(
    element("h4", {}, text("a")),
    element("h1", {}, text("b")),
    element("h6", {}, text("c")),
    element("h2", {}),
    element("h6", {}, text("d")),
  ).map((node) => node.tagName);
  expect(levels).toEqual(["h3", "h3", "h4", "h5"]);
});

test("no id, no inline style and no control is left", () => {
  const tree = tame(
    element("li", { id: "fn-1", className: "x" }, element("input", { checked: true })),
    element("td", { style: "text-align: right" }, text("1")),
  );
  expect(tree).toEqual([
    element("li", { className: "x" }, text("☑ ")),
    element("td", {}, text("1")),
  ]);
});

test("a footnote is shown where it stands, without its way back", () => {
  const reference = element("sup", {}, element("a", { href: "#fn-1", id: "ref" }, text("1")));
  const back = element("a", { href: "#ref", dataFootnoteBackref: "" }, text("↩"));
  const notes = element(
    "section",
    { dataFootnotes: true },
    element("h2", { id: "footnote-label" }, text("Footnotes")),
    element("ol", {}, element("li", { id: "fn-1" }, text("Said so"), back)),
  );
  expect(tame(reference, notes)).toEqual([
    text("[1]"),
    element("ol", {}, element("li", {}, text("Said so"))),
  ]);
});
