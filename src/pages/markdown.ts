/** Pages in Markdown, as GitHub shows it: formulas in TeX, figures as files, hidden parts as details. */
import type { Block } from "./blocks.ts";

/** Returns the path of a figure's file, as the page links it. */
export type FigurePath = (name: string) => string;

export function markdownOf(blocks: readonly Block[], path: FigurePath, source: (file: string) => string): string {
  return `${blocks.map((block) => blockOf(block, path, source)).join("\n\n")}\n`;
}

function blockOf(block: Block, path: FigurePath, source: (file: string) => string): string {
  switch (block.kind) {
    case "heading":
      return `${"#".repeat(block.level)} ${escaped(block.text)}`;
    case "paragraph":
      return escaped(block.text);
    case "quote":
      return `> ${escaped(block.text)}`;
    case "step": {
      const { tex, text, code } = block;
      const lines = code ? [`[${code.file}](${source(code.file)})`, fenced("ts", code.text)] : [];
      return [fenced("math", tex), escaped(text), ...lines].join("\n\n");
    }
    case "command":
      return fenced("sh", block.text);
    case "figure":
      return `![${escaped(block.description)}](${path(block.name)})`;
    case "table":
      return tableOf(block.rows);
    case "hidden": {
      const inside = block.blocks.map((one) => blockOf(one, path, source)).join("\n\n");
      return `<details><summary>${escaped(block.summary)}</summary>\n\n${inside}\n\n</details>`;
    }
  }
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

function tableOf([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => escaped(cell).replaceAll("|", String.raw`\|`)).join(" | ")} |`;
  return [line(head!), `|${"---|".repeat(head!.length)}`, ...rows.map(line)].join("\n");
}

/** Escapes the characters that Markdown would read as marks. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>]/g, String.raw`\$&`)
    .replaceAll(String.raw`\<`, "&lt;")
    .replaceAll(String.raw`\>`, "&gt;");
}
