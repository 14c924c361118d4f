import assert from "node:assert/strict";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../repository/sources.ts";
import { project, training } from "./modules.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await project({
    "training.mjs": training,
    "loop.mjs": `import { compile, scan, ones } from "hebb";
      compile((x) => scan((sum, row) => [sum.add(row), sum.mul(row)], x.sum(0), x)[1])(ones([3, 2]));`,
    "script.cjs": `const { compile } = require("hebb"); compile((x) => x.add(1))(1);`,
    "arguments.mjs": `import { compile } from "hebb"; import { fileURLToPath } from "node:url";
      if (process.argv[1] === fileURLToPath(import.meta.url)) compile((x) => x.add(1))(1);`,
    "typed.ts": `import { compile, type Tensor } from "hebb"; compile((x: Tensor) => x.add(1))(1);`,
    "uncalled.mjs": `import { compile } from "hebb"; compile((x) => x.add(1));`,
    "leaves.mjs": "process.exit(0);",
    "throws.mjs": `import { compile } from "hebb"; compile((x) => x.add(1))(1); throw new TypeError("of its own");`,
    "unparsable.mjs": "let x = ;",
    "data.json": "{}",
  });
});
after(() => rm(folder, { recursive: true }));

/** The standard output of a successful `hebb show`. */
async function shown(...words: string[]): Promise<string> {
  const { code, output, errors } = await hebb(["show", ...words], { cwd: folder });
  assert.equal(code, 0, errors);
  return output;
}

test("show summarizes each compiled function of a file and prints the next command", async () => {
  const { code, output, errors } = await hebb(["show", "training.mjs"], { cwd: folder });
  assert.equal(code, 0, errors);
  const [first, second, ...more] = output.split(/^(?=\w+ compiled at)/m);
  assert.equal(more.length, 0);
  assert.match(first!, /^descend compiled at training\.mjs:6: training step\n\nstage +ms +share +result\ntrace /);
  assert.match(first!, /^ {2}graph +\d+ inputs, 1 result, \d+ assigned states, \d+ operations: \d+ mul, /m);
  assert.match(first!, /^ {2}fused +\d+ groups \(\d+ \w+, \d+ \w+\): \d+ stored arrays, \d+ inlined values$/m);
  assert.match(first!, /^ {2}kernels +\d+ kernels: [\d,]+ floating-point operations; at least [\d,]+ bytes/m);
  assert.match(first!, /^ {2}memory +[\d,]+ bytes of arguments, states and results; [\d,]+ bytes/m);
  assert.match(first!, /^ {2}wasm +\d+ functions, [\d,]+ bytes$/m);
  assert.match(second!, /^predict compiled at training\.mjs:12: computation\n/);
  assert.match(second!, /\n\nNext: node .*hebb\.js show training\.mjs --stage kernels\n$/);
  assert.match(errors, /^loss [\d.]+\nloss [\d.]+\n$/, "output of the file goes to stderr");
});

test("--stage prints one stage in full", async () => {
  const graph = await shown("training.mjs", "--stage", "graph");
  assert.match(graph, /^layers\.0\.weight = input\(\) +f32 \[8, 4\] +Linear\(4, 8\), training\.mjs:4$/m);
  assert.match(graph, /^layers\.0\.weight <- %\d+$/m);
  const fused = await shown("training.mjs", "--stage", "fused");
  assert.match(
    fused,
    /^group 0: dot over \[1, 3, 8\]\n {2}\* %0 = dot\(argument 0, layers\.0\.weight, .* f32 \[3, 8\]/m,
  );
  assert.match(fused, /^group \d+: map over \[3, 3 reduced\]$/m);
  const kernels = await shown("training.mjs", "--stage", "kernels");
  assert.match(kernels, /^kernel 0: dot .*\(one chunk\)\n {2}b\d+ = b0\[/m);
  assert.match(kernels, /^state changes from here on$/m);
  const memory = await shown("training.mjs", "--stage", "memory");
  assert.match(
    memory,
    /^[\d,]+ bytes of arguments.*; [\d,]+ bytes of scratch \([\d,]+ without sharing\)\nbuffer +type/m,
  );
  assert.match(memory, /^b2 +f32 +128 +argument 2 +\d+ to \d+ +layers\.0\.weight$/m);
  const wasm = await shown("training.mjs", "--stage", "wasm");
  assert.match(wasm, /^;; descend compiled at .*\n\n\(module\n {2}\(import "env" "memory"/);
});

test("show includes the bodies of loops", async () => {
  assert.match(await shown("loop.mjs"), /^ {2}kernels +\d+ kernels, 1 loop: /m);
  assert.match(await shown("loop.mjs", "--stage", "fused"), /\n\nbody of loop 1\n\ngroup 0: /);
  assert.match(await shown("loop.mjs", "--stage", "memory"), /\n\nloop \d+: [\d,]+ bytes of arguments/);
});

test("show prints the training step of a system's recipe", async () => {
  const output = await shown("bp", "--quick");
  assert.match(output, /^bp: training step\n/);
  assert.match(output, /Next: .* show bp --quick --stage kernels\n$/);
  assert.match(await shown("bp", "--stage", "graph"), /^return /m);
});

test("show runs CommonJS files and sets process.argv[1] to the file", async () => {
  assert.match(await shown("script.cjs"), /^the function compiled at script\.cjs:1/);
  assert.match(await shown("arguments.mjs"), /^the function compiled at arguments\.mjs:2/);
});

async function refuses(words: readonly string[], message: RegExp, cwd = folder): Promise<void> {
  const { code, output, errors } = await hebb(["show", ...words], { cwd });
  assert.match(errors, message);
  assert.doesNotMatch(errors, /^\s+at /m, "there is no stack");
  assert.deepEqual([code, output], [1, ""]);
}

test("TypeScript files are rejected by versions of Node that cannot load them", async () => {
  const { typescript } = process.features as { typescript?: unknown };
  if (typescript) assert.match(await shown("typed.ts"), /^the function compiled at typed\.ts:1/);
  else
    await refuses(["typed.ts"], /^error: Node [\d.]+ cannot load TypeScript: typed\.ts\n {2}This requires Node 22\.18/);
});

test("show rejects wrong subjects and options", async () => {
  await Promise.all([
    refuses(["mpl"], /^error: unknown system or file mpl\n.*\n {2}Did you mean mlp\?\n$/),
    refuses(
      ["nowhere.mjs"],
      /^error: the file nowhere\.mjs does not exist\n {2}Name a JavaScript module .*`node .* list`\./,
    ),
    refuses(["."], /^error: \. is a folder, not a file\n/),
    refuses(["data.json"], /^error: data\.json is not a JavaScript module\n/),
    refuses(["unparsable.mjs"], /^error: unparsable\.mjs .* syntax error: .*\n {2}Run `node --check unparsable\.mjs`/),
    refuses(["uncalled.mjs"], /^error: uncalled\.mjs called no compiled function\n.*\n {2}Call it in this file: /),
    refuses(["leaves.mjs"], /^error: leaves\.mjs called no compiled function\n/),
    refuses(["training.mjs", "--stage", "groups"], /'groups' is invalid\. Allowed choices are graph, fused, kernels, /),
    refuses(["training.mjs", "--quick"], /^error: --quick does not apply to the file training\.mjs\n/),
    refuses([], /^error: missing required argument 'file\|system'\n {2}Run `node .* show --help` for the usage\.\n$/),
  ]);
});

test("an error thrown by the file is printed with its stack trace, after the compiled functions", async () => {
  const { code, output, errors } = await hebb(["show", "throws.mjs"], { cwd: folder });
  assert.equal(code, 1);
  assert.match(output, /^the function compiled at throws\.mjs:1/);
  assert.match(errors, /^TypeError: of its own\n {4}at .*throws\.mjs:1/);
});

test("show detects files that use another copy of Hebb, or none", async () => {
  const text = `import { compile } from "hebb"; compile((x) => x.add(1))(1);`;
  const other = await project({ "file.mjs": text });
  try {
    const copy = join(other, "node_modules", "hebb");
    await rm(copy);
    await refuses(
      ["file.mjs"],
      /^error: file\.mjs imports hebb, which is not installed .*\n.*npm install hebb\.\n$/,
      other,
    );
    await mkdir(copy);
    await cp(join(root, "package.json"), join(copy, "package.json"));
    await cp(join(root, "dist"), join(copy, "dist"), { recursive: true });
    await refuses(
      ["file.mjs"],
      /^error: file\.mjs called no .*\n {2}It imports another copy of Hebb .*node\.js\.\n/,
      other,
    );
  } finally {
    await rm(other, { recursive: true });
  }
});
