/** Chinese pages have the code, commands and shown output of their English pages; only comments are translated. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { markdownFiles, readText } from "../repository/sources.ts";
import { blocksOf } from "./guide.ts";

const pages = [
  ["README.zh.md", "README.md"],
  ...markdownFiles("docs/zh/guide", true).map((path) => [path, path.replace("docs/zh/", "docs/")]),
] as [chinese: string, english: string][];

for (const [chinese, english] of pages) {
  test(`${chinese} shows the code of ${english}`, () => {
    assert.deepEqual(codeOf(readText(chinese)), codeOf(readText(english)));
  });
}

test("code is compared without its comments", () => {
  assert.deepEqual(
    codeOf("```ts\n/** a */\nconst x = 1; // b\n```\n\n```sh\nls  # c\n```\n"),
    codeOf("```ts\n\nconst x = 1;\n```\n```sh\nls\n```\n"),
  );
  assert.notDeepEqual(codeOf("```ts\nconst x = 1;\n```\n"), codeOf("```ts\nconst x = 2;\n```\n"));
});

/** Code blocks with their language, without comments. Blocks without a language are screens, which are translated. */
function codeOf(markdown: string): string[] {
  const blocks = blocksOf(markdown).filter(({ language }) => language !== "");
  return blocks.map(({ language, lines }) => {
    const code = lines.join("\n").replace(/\/\*[^]*?\*\//g, "");
    return `${language}\n${code.replace(/\s*(?:\/\/|#) .*$/gm, "").trim()}`;
  });
}
