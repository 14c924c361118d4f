/** The one arrow of ARCHITECTURE.md: who may import whom, and that the library needs nothing of Node to load. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Import, importsOf, readText, typescriptFiles } from "./sources.ts";

/** Each folder of src/ with the folders it may import besides itself. */
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
arrow["cli"] = [...folders("train"), "index.ts", "models"];
// The public entry gathers what the folders offer.
arrow["index.ts"] = folders("train", "numeric");
arrow["node.ts"] = ["index.ts", "runtime", "tensor"];

const folderOf = (path: string) => (path.startsWith("src/") ? path.split("/")[1] : path.split("/")[0]) ?? "";
const needsNode = (path: string) => /^src\/(data|cli)\//.test(path) || path.endsWith(".node.ts");

/** What breaks the rules among `imports`, one sentence each with file, line and arrow. */
function violations(imports: readonly Import[]): string[] {
  return imports.flatMap((found) => {
    const at = `${found.file}:${found.line}: `;
    const fault = found.file.startsWith("models/") ? modelFault(found) : sourceFault(found);
    return fault === null ? [] : [at + fault];
  });
}

function sourceFault({ file, specifier, target, kind }: Import): string | null {
  if (specifier.startsWith("node:")) {
    const allowed = needsNode(file) || kind === "dynamic";
    return allowed ? null : `${specifier} belongs into src/data, src/cli or a file that ends in .node.ts`;
  }
  const from = folderOf(file);
  // The command line finds systems by their folders.
  if (specifier === "") return from === "cli" ? null : `${from} imports a module that it does not name`;
  if (!specifier.startsWith(".")) {
    return from === "cli" ? null : `${from} -> ${specifier}: the library has no dependencies`;
  }
  const to = folderOf(target);
  if (from === to || arrow[from]?.includes(to)) return null;
  return `${from} -> ${to} (${specifier}) is against the arrow`;
}

function modelFault({ file, specifier, target }: Import): string | null {
  if (specifier === "hebb" || specifier === "hebb/data" || target.startsWith("models/")) return null;
  if (file.endsWith(".test.ts") && (specifier.startsWith("node:") || target === "test/full.ts")) return null;
  return `models -> ${specifier}: a model imports "hebb", "hebb/data" and its own files only`;
}

const files = [...typescriptFiles("src"), ...typescriptFiles("models")];
const imports = files.flatMap((file) => importsOf(file, readText(file)));

test("imports run one way", () => {
  assert.deepEqual(violations(imports), []);
});

/** Folders of these folders, of which each imports only those before it; "" are the files beside them. */
const stages: Readonly<Record<string, readonly string[]>> = {
  "src/compile": ["ir", "addressing", "rewrite", "layout", "store", "fuse", "lower", "place", ""],
  "src/tensor": ["source", "value", "module", "program", "loop", "derive", "inspect", ""],
  "src/target/wasm": ["assembler", "base", "gemm", "nest", "stages", "run", ""],
};

/** The stage of `file` in `folder`; null where it lies elsewhere. */
function stageOf(folder: string, file: string): string | null {
  if (!file.startsWith(`${folder}/`)) return null;
  const [stage, ...rest] = file.slice(folder.length + 1).split("/");
  return rest.length > 0 ? stage! : "";
}

for (const [folder, order] of Object.entries(stages)) {
  test(`the stages of ${folder} run one way`, () => {
    const found = new Set<string>();
    const offences = imports.flatMap(({ file, line, target }) => {
      const [from, to] = [file, target].map((one) => stageOf(folder, one)) as [string | null, string | null];
      if (from !== null) found.add(from);
      if (from === null || to === null || order.indexOf(to) <= order.indexOf(from)) return [];
      return [`${file}:${line}: ${from || "the root"} -> ${to || "the root"} is against the order of stages`];
    });
    assert.deepEqual(offences, []);
    assert.deepEqual([...found].sort(), [...order].sort());
  });
}

test("every folder of src/ has its place on the arrow, and every place its folder", () => {
  const found = new Set(typescriptFiles("src").map(folderOf));
  assert.deepEqual([...found].sort(), Object.keys(arrow).sort());
  assert.ok(imports.length > 100, `only ${imports.length} imports were found`);
});

test("the library reaches no Node module without a dynamic import", () => {
  const reached = new Set(["src/index.ts"]);
  const offences: string[] = [];
  // A Set grows while it is walked.
  for (const file of reached) {
    for (const { target, kind, line } of imports.filter((found) => found.file === file)) {
      if (kind !== "static") continue;
      if (target.startsWith("node:")) offences.push(`${file}:${line}: ${target} is loaded with "hebb"`);
      else if (target.startsWith("src/")) reached.add(target);
    }
  }
  assert.deepEqual(offences, []);
  assert.ok(reached.size > 20, `only ${reached.size} files were reached`);
});

test("the check sees every form of import and each fault", () => {
  const cases: [file: string, source: string, fault: string | null][] = [
    ["src/ops/a.ts", 'import { x } from "../compile/x.ts";', "ops -> compile (../compile/x.ts) is against the arrow"],
    ["src/ops/a.ts", 'import type { X } from "../grad/x.ts";', "ops -> grad (../grad/x.ts) is against the arrow"],
    ["src/numeric/a.ts", 'import "../tensor/x.ts";', "numeric -> tensor (../tensor/x.ts) is against the arrow"],
    ["src/ops/a.ts", 'export * from "../graph/x.ts";', "ops -> graph (../graph/x.ts) is against the arrow"],
    ["src/ops/a.ts", 'export { x } from "../nn/x.ts";', "ops -> nn (../nn/x.ts) is against the arrow"],
    ["src/ops/a.ts", 'const f = () => import("../cli/x.ts");', "ops -> cli (../cli/x.ts) is against the arrow"],
    ["src/ops/a.ts", 'type X = import("../io/x.ts").X;', "ops -> io (../io/x.ts) is against the arrow"],
    ["src/optim/a.ts", 'import "../nn/x.ts";', "optim -> nn (../nn/x.ts) is against the arrow"],
    ["src/grad/a.ts", 'import "../compile/x.ts";', "grad -> compile (../compile/x.ts) is against the arrow"],
    ["src/nn/a.ts", 'import "../index.ts";', "nn -> index.ts (../index.ts) is against the arrow"],
    ["src/nn/a.ts", 'import "left-pad";', "nn -> left-pad: the library has no dependencies"],
    ["src/io/a.ts", 'import "node:fs";', "node:fs belongs into src/data, src/cli or a file that ends in .node.ts"],
    ["src/io/a.ts", 'const f = () => import("node:fs");', null],
    ["src/io/a.node.ts", 'import "node:fs";', null],
    ["src/data/a.ts", 'import "node:fs"; import "../tensor/x.ts";', null],
    ["src/tensor/a.ts", 'import "./b.ts"; import "../base/x.ts"; // import "../nn/x.ts"', null],
    ["src/cli/a.ts", "import(name);", null],
    ["src/io/a.ts", "import(name);", "io imports a module that it does not name"],
    ["models/a/b.ts", "import(name);", "models -> : a model imports"],
    ["src/cli/a.ts", 'import "commander"; import "../index.ts"; import "../../models/mlp/model.ts";', null],
    ["models/a/b.ts", 'import "../../src/nn/x.ts";', "models -> ../../src/nn/x.ts: a model imports"],
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
