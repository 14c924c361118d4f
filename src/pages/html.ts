/** Pages as one HTML file: formulas in MathML, figures as SVG, no scripts and no requests. */
import { renderToString } from "katex";
import type { Figure } from "../../models/figure.ts";
import type { Language } from "../../models/language.ts";
import { escape } from "../figures/svg.ts";
import type { Block } from "./blocks.ts";
import { styles } from "./styles.ts";

export interface HTMLOptions {
  readonly title: string;
  readonly language: Language;
  readonly draw: (figure: Figure, language: Language) => string;
}

/** Returns a complete HTML document. */
export function htmlOf(blocks: readonly Block[], options: HTMLOptions): string {
  const { title, language } = options;
  const body = blocks.map((block) => blockOf(block, options)).join("\n");
  return `<!doctype html>
<html lang="${{ en: "en", zh: "zh-CN" }[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${styles}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function blockOf(block: Block, options: HTMLOptions): string {
  switch (block.kind) {
    case "heading":
      return `<h${block.level}>${escape(block.text)}</h${block.level}>`;
    case "paragraph":
      return `<p>${escape(block.text)}</p>`;
    case "quote":
      return `<blockquote>${escape(block.text)}</blockquote>`;
    case "step": {
      const { tex, text, code } = block;
      const formula = renderToString(tex, { output: "mathml", displayMode: true });
      const lines =
        code && `<pre><span class="file">${escape(code.file)}</span><code>${escape(code.text)}</code></pre>`;
      return `<div class="step"><div><div class="formula">${formula}</div><p>${escape(text)}</p></div>${lines ?? ""}</div>`;
    }
    case "command":
      return `<pre class="command"><code>${escape(block.text)}</code></pre>`;
    case "figure":
      return `<figure>${options.draw(block.figure, options.language)}</figure>`;
    case "table":
      return tableOf(block.rows);
    case "hidden": {
      const inside = block.blocks.map((one) => blockOf(one, options)).join("\n");
      return `<details><summary>${escape(block.summary)}</summary>\n${inside}\n</details>`;
    }
  }
}

function tableOf([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: "th" | "td") =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join("")}</tr>`;
  return `<div class="table"><table>\n${[line(head!, "th"), ...rows.map((row) => line(row, "td"))].join("\n")}\n</table></div>`;
}
