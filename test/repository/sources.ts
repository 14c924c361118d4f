/** Reads the repository for the tests of its rules: files of a folder, imports and exports of a module. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, posix, relative, sep } from "node:path";
import { parseAst } from "rolldown/parseAst";

/** Root of the repository, found from the source and from the compiled file alike. */
export const root = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, "package-lock.json"))) return folder;
  if (folder === dirname(folder)) throw new Error("no parent folder of this test contains package-lock.json");
  return findRoot(dirname(folder));
}

export const readText = (path: string): string => readFileSync(join(root, path), "utf8");

/** Returns the TypeScript files below `folder`, relative to the root, with "/"; [] if the folder does not exist. */
export const typescriptFiles = (folder: string): string[] => filesIn(folder, [".ts"]);

/** Returns the TypeScript and JavaScript modules below `folder`, including JSX. */
export const sourceFiles = (folder: string): string[] => filesIn(folder, [".ts", ".tsx", ".mjs", ".js", ".jsx"]);

/** Returns the Markdown files in `folder`, and below it if `recursive`. */
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
  /** Specifier as written; empty if it is computed at run time. */
  readonly specifier: string;
  /** Relative specifiers as paths from the root; others unchanged. */
  readonly target: string;
  /** `type` imports are erased; `dynamic` ones run only if called. */
  readonly kind: "static" | "type" | "dynamic";
}

/** Returns every import of the module, including `export ... from`, `import()` and types such as `import("...")`. */
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

/** Returns the names in a module's export lists, types included. Throws for `export *` and exported declarations. */
export function exportsOf(file: string, source: string): { name: string; type: boolean }[] {
  return parse(file, source).body.flatMap((statement) => {
    if (statement.type === "ExportAllDeclaration") {
      if (statement.exported === null) throw new Error(`${file}: name each export instead of export *`);
      return [{ name: nameOf(statement.exported), type: statement.exportKind === "type" }];
    }
    if (statement.type !== "ExportNamedDeclaration") return [];
    if (statement.declaration !== null) throw new Error(`${file}: declare in another module and only export here`);
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
