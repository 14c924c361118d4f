/** Checks the import order of ARCHITECTURE.md, and that the library loads without Node's modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Import, importsOf, readText, typescriptFiles } from "./sources.ts";

/** Each folder of src/ with the other folders that it may import. */
const arrow: Record<string, readonly string[]> = { base: [] };
const folders = (...names: string[]) => names.flatMap((name) => [name, ...(arrow[name] ?? [])]);
arrow["ops"] = folders("base");
arrow["numeric"] = folders("base");
arrow["graph"] = folders("ops");
arrow["grad"] = folders("graph");
arrow["compile"] = folders("graph");
arrow["reference"] = folders("graph");
arrow["target"] = folders("compile");
arrow["runtime"] = folders("grad", "reference", "target");
arrow["tensor"] = folders("runtime");
arrow["nn"] = folders("tensor");
arrow["optim"] = folders("tensor");
arrow["io"] = folders("tensor");
arrow["data"] = folders("io");
arrow["train"] = folders("nn", "optim", "data");
arrow["figures"] = [...folders("base"), "models"];
arrow["pages"] = [...folders("figures"), "models"];
arrow["cli"] = [...folders("train", "figures", "pages"), "index.ts", "models"];
// The public entry exports from all of these folders.
arrow["index.ts"] = folders("train", "numeric");
arrow["node.ts"] = ["index.ts", "runtime", "tensor"];

const folderOf = (path: string) => (path.startsWith("src/") ? path.split("/")[1] : path.split("/")[0]) ?? "";
const needsNode = (path: string) => /^src\/(data\/files|cli)\//.test(path) || path.endsWith(".node.ts");

/** Returns a message with file, line and folders for each import that breaks a rule. */
function violations(imports: readonly Import[]): string[] {
  return imports.flatMap((found) => {
    const at = `${found.file}:${found.line}: `;
    const fault = found.file.startsWith("models/") ? modelViolation(found) : sourceViolation(found);
    return fault === null ? [] : [at + fault];
  });
}

function sourceViolation({ file, specifier, target, kind }: Import): string | null {
  if (specifier.startsWith("node:")) {
    const allowed = needsNode(file) || kind === "dynamic";
    return allowed ? null : `${specifier} is allowed only in src/data/files, src/cli and files that end in .node.ts`;
  }
  const from = folderOf(file);
  // The command line imports systems by the names of their folders.
  if (specifier === "") return from === "cli" ? null : `${from} imports a module by a computed name`;
  if (!specifier.startsWith(".")) {
    return ["cli", "figures", "pages"].includes(from)
      ? null
      : `${from} -> ${specifier}: the library has no dependencies`;
  }
  const to = folderOf(target);
  if (from === to || arrow[from]?.includes(to)) return null;
  return `${from} -> ${to} (${specifier}) breaks the import order`;
}

function modelViolation({ file, specifier, target }: Import): string | null {
  if (specifier === "hebb" || specifier === "hebb/data" || target.startsWith("models/")) return null;
  // A test may also import systems by the names of their folders.
  const isAllowed = specifier === "" || specifier.startsWith("node:") || target === "test/full.ts";
  if (file.endsWith(".test.ts") && isAllowed) return null;
  return `models -> ${specifier}: a model may import only "hebb", "hebb/data" and files of models/`;
}

const files = [...typescriptFiles("src"), ...typescriptFiles("models")];
const imports = files.flatMap((file) => importsOf(file, readText(file)));

test("imports follow the order of folders", () => {
  assert.deepEqual(violations(imports), []);
});

/** Stages of large folders: each imports only earlier ones. "" stands for the files beside the stage folders. */
const stages: Readonly<Record<string, readonly string[]>> = {
  "src/compile": ["ir", "addressing", "rewrite", "layout", "store", "fuse", "lower", "place", ""],
  "src/tensor": ["source", "value", "module", "program", "loop", "derive", "inspect", ""],
  "src/target/wasm": ["assembler", "base", "gemm", "nest", "stages", "run", ""],
};

/** Returns the stage of `file` in `folder`; null if it is in another folder. */
function stageOf(folder: string, file: string): string | null {
  if (!file.startsWith(`${folder}/`)) return null;
  const [stage, ...rest] = file.slice(folder.length + 1).split("/");
  return rest.length > 0 ? stage! : "";
}

for (const [folder, order] of Object.entries(stages)) {
  test(`imports follow the order of stages in ${folder}`, () => {
    const found = new Set<string>();
    const offenses = imports.flatMap(({ file, line, target }) => {
      const [from, to] = [file, target].map((one) => stageOf(folder, one)) as [string | null, string | null];
      if (from !== null) found.add(from);
      if (from === null || to === null || order.indexOf(to) <= order.indexOf(from)) return [];
      return [`${file}:${line}: ${from || "the root"} -> ${to || "the root"} breaks the order of stages`];
    });
    assert.deepEqual(offenses, []);
    assert.deepEqual([...found].sort(), [...order].sort());
  });
}

test("the import order lists exactly the folders of src/", () => {
  const found = new Set(typescriptFiles("src").map(folderOf));
  assert.deepEqual([...found].sort(), Object.keys(arrow).sort());
  assert.ok(imports.length > 100, `found only ${imports.length} imports`);
});

for (const [entry, least] of [
  ["src/index.ts", 100],
  ["src/data/index.ts", 50],
] as const) {
  test(`${entry} loads no Node module except by dynamic import`, () => {
    const reached = new Set<string>([entry]);
    const offenses: string[] = [];
    // Iterating over a Set includes elements added during the loop.
    for (const file of reached) {
      for (const { target, kind, line } of imports.filter((found) => found.file === file)) {
        if (kind !== "static") continue;
        if (target.startsWith("node:")) offenses.push(`${file}:${line}: ${target} is loaded with ${entry}`);
        else if (target.startsWith("src/")) reached.add(target);
      }
    }
    assert.deepEqual(offenses, []);
    assert.ok(reached.size > least, `reached only ${reached.size} files`);
    assert.ok(
      !reached.has("src/data/node.ts") && !Array.from(reached).some((file) => file.startsWith("src/data/files/")),
    );
  });
}

test("the check covers every form of import and every kind of violation", () => {
  const cases: [file: string, source: string, fault: string | null][] = [
    [
      "src/ops/a.ts",
      'import { x } from "../compile/x.ts";',
      "ops -> compile (../compile/x.ts) breaks the import order",
    ],
    ["src/ops/a.ts", 'import type { X } from "../grad/x.ts";', "ops -> grad (../grad/x.ts) breaks the import order"],
    ["src/numeric/a.ts", 'import "../tensor/x.ts";', "numeric -> tensor (../tensor/x.ts) breaks the import order"],
    ["src/ops/a.ts", 'export * from "../graph/x.ts";', "ops -> graph (../graph/x.ts) breaks the import order"],
    ["src/ops/a.ts", 'export { x } from "../nn/x.ts";', "ops -> nn (../nn/x.ts) breaks the import order"],
    ["src/ops/a.ts", 'const f = () => import("../cli/x.ts");', "ops -> cli (../cli/x.ts) breaks the import order"],
    ["src/ops/a.ts", 'type X = import("../io/x.ts").X;', "ops -> io (../io/x.ts) breaks the import order"],
    ["src/optim/a.ts", 'import "../nn/x.ts";', "optim -> nn (../nn/x.ts) breaks the import order"],
    ["src/grad/a.ts", 'import "../compile/x.ts";', "grad -> compile (../compile/x.ts) breaks the import order"],
    ["src/nn/a.ts", 'import "../index.ts";', "nn -> index.ts (../index.ts) breaks the import order"],
    ["src/nn/a.ts", 'import "left-pad";', "nn -> left-pad: the library has no dependencies"],
    [
      "src/io/a.ts",
      'import "node:fs";',
      "node:fs is allowed only in src/data/files, src/cli and files that end in .node.ts",
    ],
    ["src/io/a.ts", 'const f = () => import("node:fs");', null],
    ["src/io/a.node.ts", 'import "node:fs";', null],
    ["src/data/files/a.ts", 'import "node:fs"; import "../../tensor/x.ts";', null],
    [
      "src/data/a.ts",
      'import "node:fs";',
      "node:fs is allowed only in src/data/files, src/cli and files that end in .node.ts",
    ],
    ["src/tensor/a.ts", 'import "./b.ts"; import "../base/x.ts"; // import "../nn/x.ts"', null],
    ["src/cli/a.ts", "import(name);", null],
    ["src/io/a.ts", "import(name);", "io imports a module by a computed name"],
    ["models/a/b.ts", "import(name);", "models -> : a model may import only"],
    ["src/cli/a.ts", 'import "commander"; import "../index.ts"; import "../../models/mlp/model.ts";', null],
    ["models/a/b.ts", 'import "../../src/nn/x.ts";', "models -> ../../src/nn/x.ts: a model may import only"],
    ["models/a/b.ts", 'import "hebb"; import "hebb/data"; import "./task.ts";', null],
  ];
  for (const [file, source, fault] of cases) {
    const found = violations(importsOf(file, `\n${source}`));
    if (fault === null) assert.deepEqual(found, [], source);
    else {
      assert.equal(found.length, 1, source);
      assert.ok(found[0]?.startsWith(`${file}:2: ${fault}`), found[0]);
    }
  }
});
