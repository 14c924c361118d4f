/** Pages of systems: all parts in both languages, measured or not, as Markdown and as one HTML file without requests. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { system as feedforward } from "../../models/feedforward/system.ts";
import { system } from "../../models/softmax/system.ts";
import type { Language } from "../../models/language.ts";
import { publishedOf, trainedOf } from "../../src/cli/measurements.ts";
import { drawFigure } from "../../src/figures/index.ts";
import type { Block } from "../../src/pages/blocks.ts";
import { htmlOf } from "../../src/pages/html.ts";
import { markdownOf } from "../../src/pages/markdown.ts";
import { pageOf } from "../../src/pages/page.ts";
import { tableCells } from "../../src/pages/table.ts";

async function blocksOf(language: Language, isMeasured = true): Promise<Block[]> {
  const { experiments, training } = await publishedOf("softmax");
  return pageOf({
    id: "softmax",
    system,
    language,
    measured: isMeasured ? experiments : new Map(),
    program: "hebb",
    trained: isMeasured ? trainedOf(system, training!, language) : undefined,
  });
}

const markdown = (blocks: readonly Block[]) =>
  markdownOf(
    blocks,
    (name) => `figures/${name}.svg`,
    (file) => `../${file}`,
  );

const html = (blocks: readonly Block[], language: Language) =>
  htmlOf(blocks, { title: "Softmax <&>", language, draw: (figure, shown) => drawFigure(figure, { language: shown }) });

test("a page has its parts in order, in both languages", async () => {
  const order: Readonly<Record<Language, RegExp>> = {
    en: /^# Softmax classifier\n[^]*\n> Softmax turns[^]*## Derivation[^]*```math\n[^]*## Predict first[^]*<details>[^]*## Measured[^]*### What is KL[^]*hebb experiment softmax kl[^]*## Change[^]*## Exercise[^]*## Caution/,
    zh: /^# Softmax 回归\n[^]*\n> Softmax 把[^]*## 推导[^]*```math\n[^]*## 先猜一猜[^]*看答案[^]*## 实测[^]*### KL 散度到底是什么[^]*达标线[^]*## 动手改一改[^]*## 习题[^]*## 当心/,
  };
  for (const language of ["en", "zh"] as const) assert.match(markdown(await blocksOf(language)), order[language]);
});

test("experiments without measurements are named with their commands, and predictions keep their answers", async () => {
  const text = markdown(await blocksOf("en", false));
  assert.match(text, /Not measured yet\. Run:\n\n```sh\nhebb experiment softmax kl\n```/);
  assert.ok(!text.includes("figures/kl.svg") && text.includes("figures/structure.svg"));
});

test("figures have texts for readers who cannot see them", async () => {
  const text = markdown(await blocksOf("zh"));
  const images = Array.from(text.matchAll(/!\[(.*?)\]\(/g), ([, description]) => description!);
  assert.equal(images.length, 4);
  for (const description of images) assert.ok(description.length > 20 && description.length < 400, description);
});

test("a table of related notions is part of the page, in the language of the page", async () => {
  const { experiments } = await publishedOf("feedforward");
  const { page } = feedforward;
  const options = { id: "feedforward", system: feedforward, measured: experiments, program: "hebb" } as const;
  const blocks = (language: Language) => pageOf({ ...options, language, trained: undefined });
  const { length } = page.comparison!.rows;
  assert.match(markdown(blocks("en")), /## Feed-forward, [^]*\| name \| [^]*\| BP network \| [^]*## Derivation/);
  assert.match(markdown(blocks("zh")), /## 前馈网络、[^]*\| 名称 \| [^]*\| BP 网络 \| [^]*## 推导/);
  const [table] = html(blocks("zh"), "zh").match(/<table>[^]*?<\/table>/)!;
  assert.equal(table.match(/<tr>/g)!.length, length + 1);
  assert.match(table, /<td>BP 网络<\/td>/);
});

test("the HTML page needs nothing from outside, and shows formulas as MathML", async () => {
  const page = html(await blocksOf("zh"), "zh");
  assert.match(page, /<html lang="zh-CN">[^]*<title>Softmax &lt;&amp;&gt;<\/title>/);
  assert.ok(!/<script|<link|src=|href="http|url\(http/i.test(page.replaceAll(/href="#/g, "")));
  assert.equal(page.match(/<math\b/g)!.length, system.page.derivation.length);
  assert.equal(page.match(/<figure>/g)!.length, 4);
});

test("marks of Markdown and HTML in texts are escaped", () => {
  const text = "a_b * c < d | e [f] `g`";
  const blocks: Block[] = [
    { kind: "paragraph", text },
    { kind: "table", rows: [["h"], [text]] },
  ];
  const escaped = String.raw`a\_b \* c &lt; d`;
  assert.ok(markdown(blocks).startsWith(String.raw`${escaped} | e \[f\] \`g\``));
  assert.ok(markdown(blocks).includes(String.raw`${escaped} \| e`));
  assert.ok(html(blocks, "en").includes("a_b * c &lt; d | e"));
});

test("tiny numbers in tables keep their sizes apart, by powers of ten", () => {
  const rows = [1e-7, -7.14e-5, 2.5e-12, 0.00012, 0, 9.96e-6].map((value) => [value]);
  const cells = tableCells({ columns: ["h"], rows }, "zh").flat();
  assert.deepEqual(cells, ["h", "10⁻⁷", "−7.1·10⁻⁵", "2.5·10⁻¹²", "0.00012", "0", "10⁻⁵"]);
});
