/** Size of the bundle of a page that trains a network, minified and compressed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { bundled } from "./bundle.ts";

/** Limit in bytes, including argument checks. The order of the modules alone changes the size by about 50 bytes. */
const limit = 73_800;

/** A minimal training, as in the documentation for browsers. */
const training = `
  import { Linear, Module, adam, compile, crossEntropy, random, relu } from "hebb";

  class Network extends Module {
    hidden = new Linear(2, 32);
    output = new Linear(32, 2);
    forward(x) {
      return this.output.forward(relu(this.hidden.forward(x)));
    }
  }

  export async function train(x, y) {
    const model = new Network();
    const optimizer = adam(model, { learningRate: 1e-2 });
    const step = compile((rows) => optimizer.minimize(crossEntropy(model.forward(x.take(rows)), y.take(rows))));
    const order = await random.permutation(x.shape[0]).array();
    for (let i = 0; i < order.length; i += 32) await step(order.slice(i, i + 32)).item();
    return model;
  }
`;

test(`the training of a network is at most ${limit} bytes`, async (context) => {
  const code = await bundled(training);
  const bytes = gzipSync(code, { level: 9 }).length;
  context.diagnostic(`${bytes} bytes with gzip, ${code.length} without`);
  assert.ok(bytes <= limit, `${bytes} bytes`);
});

/** Texts that occur only in the named part of the library. */
const marks = {
  show: "== WebAssembly ==",
  bisect: " on the reference",
  summary: "(model)",
  rmsprop: "rmsprop",
  checkpoints: "safetensors",
  fit: "validation",
  reference: "has no value of its own",
  loops: "scan of ",
  windows: "does not fit into",
  convolution: "nested_",
  sorting: "mergeRuns",
  cumulative: "exclusive cumulativeSum",
  observing: "observe cannot look into",
  graphs: "the function of graphOf",
  spectra: "lanczos was given",
};

test("the bundle of a training excludes unused parts of the library", async () => {
  const code = await bundled(training);
  const found = Object.entries(marks).filter(([, text]) => code.includes(text));
  assert.deepEqual(found, []);
});

test("the bundle of the whole library contains all of these texts", async () => {
  const code = await bundled('export * from "hebb";');
  const missing = Object.entries(marks).filter(([, text]) => !code.includes(text));
  assert.deepEqual(missing, []);
});

test("the whole library imports no module of Node and evaluates no strings as code", async () => {
  const code = await bundled('export * from "hebb";');
  assert.doesNotMatch(code, /\bimport\s*\(|\bfrom\s*["'`]node:|\beval\s*\(|\bnew Function\b|createObjectURL/);
});

test("a bundle that only imports the library is empty", async () => {
  assert.equal((await bundled('import "hebb";')).trim(), "");
});
