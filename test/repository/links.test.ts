/** Links in the documentation lead somewhere: to files that exist, and to headings that they have. */
import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { markdownFiles, readText, root } from "./sources.ts";

const folders = ["bench", "consumers", "data", "docs", "models", "test"];
const pages = [...markdownFiles("", false), ...folders.flatMap((folder) => markdownFiles(folder, true))];

test("links in the documentation lead to files and headings that exist", () => {
  assert.ok(pages.length > 8, `only ${pages.length} pages were found`);
  assert.deepEqual(
    pages.flatMap((page) => linksOf(readText(page)).flatMap((link) => faultOf(page, link))),
    [],
  );
});

test("ARCHITECTURE names files that exist", () => {
  const [map] = readText("ARCHITECTURE.md").split("## Public names") as [string];
  const named = [...map.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|md))`/g)].map(([, path]) => path!);
  assert.ok(named.length > 60, `only ${named.length} files were found`);
  const isThere = (path: string) => ["", "src", "src/target/wasm"].some((from) => existsSync(join(root, from, path)));
  assert.deepEqual(
    named.filter((path) => !isThere(path) && !path.includes("ID")),
    [],
  );
});

test("links and headings are found as they are written", () => {
  assert.deepEqual(linksOf("See [a](b.md#c) and [d](https://e.f).\n```ts\nx[0](1);\n```\n`y[1](2)`"), ["b.md#c"]);
  assert.deepEqual(
    anchorsOf("# One `two()`, three\n\n## Same\n```sh\n# no\n```\n## Same\n"),
    new Set(["one-two-three", "same", "same-1"]),
  );
});

const withoutBlocks = (markdown: string) => markdown.replace(/^```[^]*?^```/gm, "");

/** Targets of links and pictures within the repository. */
function linksOf(markdown: string): string[] {
  const text = withoutBlocks(markdown).replace(/`[^`\n]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
}

/** What GitHub makes of the headings. */
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
