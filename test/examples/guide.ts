/**
 * Converts the pages of docs/guide/ to programs. The ts blocks of a page form one module with the line numbers of the
 * page, so that errors point to the page. Imports may be repeated in several blocks; they are merged on line 1.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { readText, root } from "../repository/sources.ts";

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
  /** Index of the first line of the block on the page. */
  readonly start: number;
}

/** The fenced code blocks of a Markdown page. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\w*)/.exec(lines[i]!)?.[1];
    if (language === undefined) continue;
    const start = i + 1;
    const end = lines.indexOf("```", start);
    if (end < 0) throw new Error(`The code block in line ${start} has no end.`);
    blocks.push({ language, lines: lines.slice(start, end), start });
    i = end;
  }
  return blocks;
}

/** Names of the pages with ts blocks, without the extension. */
export function guidePages(): string[] {
  return readdirSync(join(root, "docs/guide"))
    .filter((name) => name.endsWith(".md") && blocksOf(readPage(name)).some(({ language }) => language === "ts"))
    .map((name) => name.slice(0, -".md".length))
    .sort();
}

export const readPage = (name: string): string => readText(`docs/guide/${name}`);

/** The module that the ts blocks of a page form. */
export function programOf(markdown: string): string {
  const imports = new Imports();
  const program = markdown.split("\n").map(() => "");
  for (const { language, lines, start } of blocksOf(markdown)) {
    if (language !== "ts") continue;
    const code = imports.takeFrom(lines.join("\n"));
    code.split("\n").forEach((line, i) => (program[start + i] = line));
  }
  // Line 1 is the title of the page and contains no code.
  program[0] = imports.toString();
  return program.join("\n");
}

/** The merged import declarations of several blocks. */
class Imports {
  /** Import specifiers by module and name. A value import of a name replaces its type import. */
  readonly #named = new Map<string, Map<string, string>>();
  readonly #others = new Set<string>();

  /** The block with its imports blanked. */
  takeFrom(code: string): string {
    let rest = code;
    for (const statement of parseAst(code, { lang: "ts", sourceType: "module" }).body) {
      if (statement.type !== "ImportDeclaration") continue;
      const text = code.slice(statement.start, statement.end);
      rest = rest.slice(0, statement.start) + text.replace(/[^\n]/g, " ") + rest.slice(statement.end);
      if (statement.specifiers.length === 0 || statement.specifiers.some(({ type }) => type !== "ImportSpecifier")) {
        this.#others.add(text);
        continue;
      }
      const names = this.#named.get(statement.source.value) ?? new Map<string, string>();
      this.#named.set(statement.source.value, names);
      for (const specifier of statement.specifiers) {
        const written = code.slice(specifier.start, specifier.end);
        const name = written.replace(/^type /, "");
        const isType = statement.importKind === "type" || written !== name;
        if (!isType || !names.has(name)) names.set(name, isType ? `type ${name}` : name);
      }
    }
    return rest;
  }

  toString(): string {
    const named = [...this.#named].map(([module, names]) => {
      return `import { ${[...names.values()].join(", ")} } from ${JSON.stringify(module)};`;
    });
    return [...named, ...this.#others].join(" ");
  }
}

/**
 * Returns the first text block of a page that is missing in `printed`, or null if it contains all blocks in order. An
 * ellipsis matches any text in a line; a line that is only an ellipsis matches any number of lines.
 */
export function missingOutput(markdown: string, printed: string): string | null {
  let from = 0;
  for (const { language, lines } of blocksOf(markdown)) {
    if (language !== "text") continue;
    const pattern = new RegExp(`^${lines.map(patternOf).join("")}`, "m");
    const found = pattern.exec(printed.slice(from));
    if (found === null) return lines.join("\n");
    from += found.index + found[0].length;
  }
  return null;
}

function patternOf(line: string): string {
  if (line.trim() === "…") return "(?:.*\\n)*?";
  const parts = line.trimEnd().split("…");
  return `${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*?")}[ \\t]*(?:\\n|$(?![^]))`;
}
