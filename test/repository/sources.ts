/**
 * Reads the repository as text for the tests that hold it to its rules: the files of a folder, what a module imports
 * and exports. Knows no rule itself.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, posix, relative, sep } from "node:path";
import { parseAst } from "rolldown/parseAst";

/** The repository's root, whether this file runs as TypeScript or compiled. */
export const root = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package-lock.json"))) return folder;
  if (folder === dirname(folder)) throw new Error("no package-lock.json above this test");
  return findRoot(dirname(folder));
}

export const readText = (path: string): string => readFileSync(join(root, path), "utf8");

/** TypeScript files below `folder`, from the root, with "/"; none when the folder does not exist. */
export const typescriptFiles = (folder: string): string[] => filesIn(folder, [".ts"]);

/** Modules below `folder` in TypeScript and JavaScript, those of users' projects included. */
export const sourceFiles = (folder: string): string[] => filesIn(folder, [".ts", ".tsx", ".mjs", ".js", ".jsx"]);

/** Markdown files below `folder`, or in it. */
export const markdownFiles = (folder: string, recursive: boolean): string[] => filesIn(folder, [".md"], recursive);

function filesIn(folder: string, extensions: readonly string[], recursive = true): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .filter((path) => !path.includes("node_modules") && !path.includes("/dist/"))
    .sort();
}

export interface Import {
  readonly file: string;
  readonly line: number;
  /** Empty where it is computed at run time. */
  readonly specifier: string;
  /** A relative specifier as a path from the root, any other as it is. */
  readonly target: string;
  /** `type` is erased; `dynamic` runs only where it is called. */
  readonly kind: "static" | "type" | "dynamic";
}

/** Every import in the module, `export ... from`, `import()` and the type `import("...")` included. */
export function importsOf(file: string, source: string): Import[] {
  const imports: Import[] = [];
  visit(parse(file, source), (node) => {
    const kind = importKind(node);
    if (kind === null) return;
    const specifier = (node["source"] as { value?: unknown }).value;
    const line = source.slice(0, node["start"] as number).split("\n").length;
    if (typeof specifier !== "string") {
      imports.push({ file, line, specifier: "", target: "", kind });
      return;
    }
    const target = specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier;
    imports.push({ file, line, specifier, target, kind });
  });
  return imports;
}

/** The names a module exports by naming them, types included; `export *` without a name is an error. */
export function exportsOf(file: string, source: string): { name: string; type: boolean }[] {
  return parse(file, source).body.flatMap((statement) => {
    if (statement.type === "ExportAllDeclaration") {
      if (statement.exported === null) throw new Error(`${file}: name each export instead of export *`);
      return [{ name: nameOf(statement.exported), type: statement.exportKind === "type" }];
    }
    if (statement.type !== "ExportNamedDeclaration") return [];
    if (statement.declaration !== null) throw new Error(`${file}: declare elsewhere and only export here`);
    return statement.specifiers.map(({ exported, exportKind }) => ({
      name: nameOf(exported),
      type: statement.exportKind === "type" || exportKind === "type",
    }));
  });
}

const parse = (file: string, source: string) => parseAst(source, { lang: "ts", sourceType: "module" }, file);

const nameOf = (exported: { name: string } | { value: string }) =>
  "name" in exported ? exported.name : exported.value;

type SyntaxNode = Record<string, unknown>;

function importKind(node: SyntaxNode): Import["kind"] | null {
  switch (node["type"]) {
    case "TSImportType":
      return "type";
    case "ImportExpression":
      return "dynamic";
    case "ImportDeclaration":
      return node["importKind"] === "type" ? "type" : "static";
    case "ExportAllDeclaration":
      return node["exportKind"] === "type" ? "type" : "static";
    case "ExportNamedDeclaration":
      if (node["source"] === null) return null;
      return node["exportKind"] === "type" ? "type" : "static";
    default:
      return null;
  }
}

function visit(value: unknown, enter: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, enter);
  else if (typeof value === "object" && value !== null) {
    enter(value as SyntaxNode);
    for (const child of Object.values(value)) visit(child, enter);
  }
}
