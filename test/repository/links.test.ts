/** Checks that links in the documentation lead to existing files and headings, and that ARCHITECTURE's files exist. */
import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { markdownFiles, readText, root } from "./sources.ts";

const folders = ["bench", "consumers", "data", "docs", "models", "test"];
const pages = [...markdownFiles("", false), ...folders.flatMap((folder) => markdownFiles(folder, true))];

test("links in the documentation lead to files and headings that exist", () => {
  assert.ok(pages.length > 8, `found only ${pages.length} pages`);
  assert.deepEqual(
    pages.flatMap((page) => linksOf(readText(page)).flatMap((link) => faultOf(page, link))),
    [],
  );
});

test("ARCHITECTURE names files that exist", () => {
  const map = readText("ARCHITECTURE.md");
  const named = [...map.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|md))`/g)].map(([, path]) => path!);
  assert.ok(named.length > 60, `found only ${named.length} files`);
  const exists = (path: string) => ["", "src", "src/target/wasm"].some((from) => existsSync(join(root, from, path)));
  assert.deepEqual(
    named.filter((path) => !exists(path) && !path.includes("ID")),
    [],
  );
});

test("links and anchors are extracted from Markdown", () => {
  assert.deepEqual(linksOf("See [a](b.md#c) and [d](https://e.f).\n```ts\nx[0](1);\n```\n`y[1](2)`"), ["b.md#c"]);
  assert.deepEqual(
    anchorsOf("# One `two()`, three\n\n## Same\n```sh\n# no\n```\n## Same\n"),
    new Set(["one-two-three", "same", "same-1"]),
  );
});

const withoutBlocks = (markdown: string) => markdown.replace(/^```[^]*?^```/gm, "");

/** Returns the targets of links and images within the repository. */
function linksOf(markdown: string): string[] {
  const text = withoutBlocks(markdown).replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
}

/** Returns the anchors that GitHub generates for the headings. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of withoutBlocks(markdown).matchAll(/^#+ (.*)$/gm)) {
    const text = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const slug = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

function faultOf(page: string, link: string): string[] {
  const [file, anchor] = link.split("#") as [string, string?];
  const target = file === "" ? page : posix.normalize(posix.join(posix.dirname(page), decodeURI(file)));
  if (!existsSync(join(root, target))) return [`${page}: ${link} does not exist`];
  if (anchor === undefined || statSync(join(root, target)).isDirectory() || !target.endsWith(".md")) return [];
  return anchorsOf(readText(target)).has(anchor) ? [] : [`${page}: ${link} has no such heading`];
}
