import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, FaultError } from "../../src/base/errors.ts";
import type { Nest, Program } from "../../src/compile/ir/program.ts";
import { Executable } from "../../src/runtime/executable.ts";
import { Storage } from "../../src/runtime/storage.ts";
import { type ProductOptions, copyNest, external, kernel, product, program } from "./programs.ts";

const values = (length: number, seed: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + seed));

/** Computes -a·b in double precision, with operands laid out as in `product`. */
function expected(
  { batch = 1, m, n, k, transposed = {} }: ProductOptions,
  a: Float32Array,
  b: Float32Array,
): Float64Array {
  const result = new Float64Array(batch * m * n);
  for (let i = 0; i < result.length; i++) {
    const [entry, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
    for (let j = 0; j < k; j++) {
      const x = a[entry * m * k + (transposed.a ? j * m + row : row * k + j)]!;
      result[i]! -= x * b[entry * n * k + (transposed.b ? j * n + column : column * k + j)]!;
    }
  }
  return result;
}

const products: ProductOptions[] = [
  { m: 1, n: 1, k: 1 },
  { m: 37, n: 29, k: 50, grain: 12 },
  { m: 37, n: 29, k: 50, grain: 12, packA: true },
  { m: 36, n: 16, k: 600, grain: 12, packA: true, transposed: { a: true, b: true } },
  { m: 31, n: 45, k: 17, parallel: "n", grain: 16, transposed: { a: true } },
  { m: 31, n: 45, k: 17, parallel: "n", grain: 16, transposed: { b: true }, packA: false },
  { m: 5, n: 3, k: 700, parallel: "n", grain: 8 },
  { batch: 5, m: 13, n: 10, k: 9, parallel: "batch", grain: 2 },
  { batch: 5, m: 13, n: 10, k: 9, parallel: "batch", grain: 2, packA: true },
  { batch: 3, m: 13, n: 20, k: 9, parallel: "m", grain: 4, packA: true },
  { batch: 3, m: 13, n: 20, k: 9, parallel: "n", grain: 8 },
];

for (const options of products) {
  test(`product ${JSON.stringify(options)}`, () => {
    const { batch = 1, m, n, k } = options;
    const [a, b] = [values(batch * m * k, 1), values(batch * n * k, 2)];
    const out = Storage.fromHost("f32", new Float32Array(batch * m * n).fill(Number.NaN));
    const storages = [Storage.fromHost("f32", a), Storage.fromHost("f32", b), out];
    const [keptA, keptB] = [a.slice(), b.slice()];
    new Executable(product(options)).run(storages.map((storage) => storage.toWasm()));
    const right = expected(options, keptA, keptB);
    out.read().forEach((x, i) => assert.ok(Math.abs(x - right[i]!) < 2e-6 * k, `element ${i}: ${x} for ${right[i]}`));
    assert.deepEqual([storages[0]!.read(), storages[1]!.read()], [keptA, keptB]);
  });
}

/** out[i] = table[indices[i]]. */
function gather(table: number, indices: number, out: number, length: number, bound: number): Nest {
  const [here, start] = [
    { offset: 0, strides: [1] },
    { offset: 0, strides: [0] },
  ];
  const load = { kind: "load", buffer: indices, access: here, dtype: "i32" } as const;
  const read = {
    kind: "gather",
    buffer: table,
    access: start,
    index: 0,
    stride: 1,
    bound,
    fault: 1,
    dtype: "f32",
  } as const;
  const phase = {
    inner: [],
    expressions: [load, read],
    stores: [{ buffer: out, access: here, value: 1, dtype: "f32" as const }],
    reductions: [],
  };
  return { kind: "nest", outer: [length], parallel: 0, lanes: "outer", phases: [phase] };
}

/** Gathers rows and assigns them to a state. Externals: table [10], indices [8], gathered [8], state [8]. */
function gathering(commit: number, grain: number): Program {
  return program({
    buffers: [external(10, 0), { ...external(8, 1), dtype: "i32" }, external(8, 2), external(8, 3)],
    externals: 4,
    steps: [kernel("gather", 8, grain, gather(0, 1, 2, 8, 10)), kernel("assign", 8, grain, copyNest(2, 3, 8))],
    commit,
    faults: [
      { label: "scatter", bound: 3, origin: undefined },
      { label: "embedding.weight.gather", bound: 10, origin: "model.ts:7" },
    ],
  });
}

for (const grain of [8, 4]) {
  test(`an index out of range ends the run before any assignment, in chunks of ${grain}`, () => {
    const executable = new Executable(gathering(1, grain));
    const table = Storage.fromHost("f32", values(10, 0));
    const state = Storage.fromHost("f32", new Float32Array(8));
    const gathered = Storage.allocate("f32", 8);
    const run = (indices: readonly number[]) => {
      const storages = [table, Storage.fromHost("i32", Int32Array.from(indices)), gathered, state];
      executable.run(storages.map((storage) => storage.toWasm()));
    };
    assert.throws(() => run([0, 1, 2, 3, 4, 12, 6, 7]), {
      name: "FaultError",
      message: [
        "embedding.weight.gather: index 12 is out of range",
        "",
        "    embedding.weight.gather      from model.ts:7",
        "  It must be at least 0 and less than 10.",
      ].join("\n"),
    });
    assert.deepEqual(state.read(), new Float32Array(8));
    run([9, 8, 7, 6, 5, 4, 3, 2]);
    assert.deepEqual(state.read(), table.read().slice(2).reverse());
  });
}

test("a fault after the commit is also reported", () => {
  const executable = new Executable(gathering(0, 8));
  const storages = [10, 8, 8, 8].map((length) => Storage.allocate("f32", length));
  storages[1] = Storage.fromHost("i32", new Int32Array(8).fill(-1));
  assert.throws(() => executable.run(storages.map((storage) => storage.toWasm())), FaultError);
});

test("chunks cover a kernel of any length, and a kernel of length 0 does not run", () => {
  for (const [length, grain] of [
    [0, 4],
    [1, 4],
    [4, 4],
    [103, 20],
  ] as const) {
    const data = values(length, 3);
    const executable = new Executable(
      program({
        buffers: [external(length, 0), external(length, 1)],
        externals: 2,
        steps: [kernel("copy", length, grain, copyNest(0, 1, length))],
      }),
    );
    const [from, to] = [Storage.fromHost("f32", data.slice()), Storage.fromHost("f32", new Float32Array(length))];
    executable.run([from.toWasm(), to.toWasm()]);
    assert.deepEqual(to.read(), data);
    executable.release();
  }
});

test("a wrong number of arguments is an error", () => {
  assert.throws(() => new Executable(product({ m: 1, n: 1, k: 1 })).run([64]), ArgumentError);
});
