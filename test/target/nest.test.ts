/** Nests of loops compiled to WebAssembly: maps, views, reductions by row and column, ranges, sharing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Nest } from "../../src/compile/ir/program.ts";
import { ModuleBuilder } from "../../src/target/wasm/assembler/index.ts";
import { detect } from "../../src/target/wasm/features.ts";
import { buffersOf, emitNest, nestKey } from "../../src/target/wasm/nest/index.ts";
import {
  agree,
  apply,
  constant,
  execute,
  floats,
  interpret,
  load,
  nest,
  phase,
  reduced,
  store,
} from "./nestInterpreter.ts";
import { primitives } from "../nodes.ts";

const sizes = [0, 1, 3, 4, 5, 17, 31, 129];

/** Computes y = x · 2 + z. */
function map(n: number, x = 0, y = 1, z = 2): Nest {
  const expressions = [load(x, [1]), constant(2), apply("mul", [0, 1]), load(z, [1]), apply("add", [2, 3])];
  return nest([n], "outer", [phase([], expressions, { stores: [store(y, [1], 4)] })]);
}

function softmax(rows: number, n: number, out = 1): Nest {
  const row = [n, 1];
  return nest([rows], "inner", [
    phase([n], [load(0, row)], { reductions: [{ primitive: primitives.reduceMax, value: 0, dtype: "f32" }] }),
    phase([n], [load(0, row), reduced(0), apply("sub", [0, 1]), apply("exp", [2])], {
      stores: [store(out, row, 3)],
      reductions: [{ primitive: primitives.reduceSum, value: 3, dtype: "f32" }],
    }),
    phase([n], [load(out, row), reduced(1), apply("div", [0, 1])], { stores: [store(out, row, 2)] }),
  ]);
}

/** Computes sums and maxima over the rows of an n by m matrix. */
function columns(n: number, m: number): Nest {
  return nest([m], "outer", [
    phase([n], [load(0, [1, m])], {
      reductions: [
        { primitive: primitives.reduceSum, value: 0, dtype: "f32" },
        { primitive: primitives.reduceMax, value: 0, dtype: "f32" },
      ],
    }),
    phase([], [reduced(0), reduced(0, "f32", 1)], { stores: [store(1, [1], 0), store(2, [1], 1)] }),
  ]);
}

test("maps of all sizes", () => {
  for (const n of sizes) agree(map(n), [floats(n), floats(n).fill(7), floats(n).reverse()]);
});

test("broadcast, transposed, reversed and strided views", () => {
  for (const [n, m] of [
    [3, 5],
    [4, 4],
    [6, 17],
    [2, 1],
    [5, 31],
    [1, 3],
  ] as const) {
    const [x, vector] = [floats(2 * n * m), floats(Math.max(n, m))];
    const reads = [
      load(0, [m, 1]),
      load(0, [1, n]),
      load(0, [-m, -1], "f32", n * m - 1),
      load(0, [2 * m, -2], "f32", 2 * m - 2),
      load(0, [0, 2]),
      load(1, [0, 1]),
      load(1, [1, 0]),
      load(1, [0, 0]),
    ];
    const stores = reads.map((_, i) => store(2, [m, 1], i, "f32", i * n * m));
    const expected = floats(reads.length * n * m).fill(0);
    agree(nest([n, m], "outer", [phase([], reads, { stores })]), [x, vector, expected]);
    agree(nest([n, m], "outer", [phase([], reads, { stores })], 1), [x, vector, expected], 0, m > 4 ? [4] : []);
    const scattered = [
      store(2, [1, n], 0),
      store(2, [-m, -1], 1, "f32", 2 * n * m - 1),
      store(2, [2, 2 * n], 2, "f32", 2 * n * m),
    ];
    agree(nest([n, m], "outer", [phase([], reads, { stores: scattered })]), [x, vector, expected]);
  }
});

test("softmax of rows in three phases", () => {
  for (const n of sizes) agree(softmax(3, n), [floats(3 * n), floats(3 * n)], 1e-6);
});

test("a phase reads values stored by an earlier phase at any address", () => {
  const [rows, n] = [3, 6];
  for (const [where, outer] of [
    [[1, 0], [1]],
    [[0, 0], [0]],
  ] as const) {
    const sums = phase([n], [load(0, [n, 1]), load(1, where), apply("mul", [0, 1])], {
      reductions: [{ primitive: primitives.reduceSum, value: 2, dtype: "f32" }],
    });
    const kept = phase([], [reduced(0)], { stores: [store(1, outer, 0)] });
    const scaled = phase([n], [load(0, [n, 1]), load(1, where), apply("mul", [0, 1])], {
      stores: [store(2, [n, 1], 2)],
    });
    agree(
      nest([rows], "inner", [sums, kept, scaled]),
      [floats(rows * n), floats(rows).fill(0.5), floats(rows * n)],
      1e-6,
    );
  }
});

test("softmax in place", () => {
  const [n, rows] = [17, 3];
  const inPlace = softmax(rows, n, 0);
  agree(inPlace, [floats(rows * n)], 1e-6);
});

test("sums and maxima along columns", () => {
  for (const n of [0, 1, 5]) {
    for (const m of sizes) agree(columns(n, m), [floats(n * m), floats(m), floats(m)], 1e-6, m > 16 ? [8, 12] : []);
  }
});

test("reductions over two inner loops and over a whole tensor", () => {
  const [n, h, w] = [3, 4, 7];
  const sum = { primitive: primitives.reduceSum, value: 0, dtype: "f32" } as const;
  for (const lanes of ["inner", "outer"] as const) {
    const planes = phase([h, w], [load(0, [h * w, w, 1])], { reductions: [sum] });
    agree(
      nest([n], lanes, [planes, phase([], [reduced(0)], { stores: [store(1, [1], 0)] })]),
      [floats(n * h * w), floats(n)],
      1e-6,
    );
    const whole = phase([n * h * w], [load(0, [0, 1])], { reductions: [sum] });
    agree(
      nest([1], lanes, [whole, phase([], [reduced(0)], { stores: [store(1, [0], 0)] })]),
      [floats(n * h * w), floats(1)],
      1e-6,
    );
  }
});

test("a maximum is NaN if any element is NaN", () => {
  for (let at = 0; at < 21; at++) {
    const x = floats(21);
    x[at] = NaN;
    const maximum = phase([21], [load(0, [0, 1])], {
      reductions: [{ primitive: primitives.reduceMax, value: 0, dtype: "f32" }],
    });
    const result = execute(nest([1], "inner", [maximum, phase([], [reduced(0)], { stores: [store(1, [1], 0)] })]), [
      x,
      floats(1),
    ]);
    assert.ok(Number.isNaN(result.buffers[1]![0]));
  }
});

test("several ranges compute the same bits as a single range", () => {
  const n = 129;
  const cases: [Nest, number[], number][] = [
    [map(n), [4, 64, 128], n],
    [softmax(9, 31), [1, 5], 9 * 31],
    [columns(31, n), [16, 20, 100], 31 * n],
  ];
  for (const [tested, cuts, length] of cases) {
    const inputs = [floats(length), floats(length), floats(length)];
    assert.deepEqual(execute(tested, inputs, { cuts }), execute(tested, inputs));
  }
});

test("row statistics are computed once per row", () => {
  const softmaxCode = new ModuleBuilder({ listing: true });
  emitNest(softmaxCode, softmax(4, 16), 4, { fma: false });
  const divisions = softmaxCode.functions[0]!.instructions!.filter(({ name }) => name === "f32x4.div");
  assert.equal(divisions.length, 1);
  const scaled = new ModuleBuilder({ listing: true });
  const expressions = [load(0, [1]), load(1, [0]), constant(0.5), apply("pow", [2, 1]), apply("mul", [0, 3])];
  emitNest(scaled, nest([63], "outer", [phase([], expressions, { stores: [store(2, [1], 4)] })]), 63, { fma: false });
  const names = scaled.functions[0]!.instructions!.map(({ name }) => name);
  const inLoop = names.slice(names.indexOf("loop"), names.indexOf("end"));
  assert.ok(
    names.length > 50 && !inLoop.includes("f32x4.div") && inLoop.filter((name) => name === "f32x4.mul").length <= 4,
  );
});

test("no code is generated for tails that do not occur", () => {
  const lengths = (grain: number, ...extents: number[]) => {
    const module = new ModuleBuilder({ listing: true });
    for (const extent of extents) emitNest(module, map(extent), grain, { fma: false });
    const [shared, ...others] = module.functions;
    assert.equal(others.length, 0);
    return shared!.instructions!.length;
  };
  const [whole, vectors, elements] = [lengths(64, 640), lengths(64, 644), lengths(64, 641)];
  assert.ok(whole < vectors && vectors < elements);
  // A function must serve all of its callers.
  assert.equal(lengths(64, 640, 641), elements);
  assert.equal(lengths(4, 640), vectors);
  assert.equal(lengths(1024, 640), whole);
  for (const [n, grain] of [
    [128, 32],
    [80, 16],
    [44, 4],
    [45, 4],
  ] as const) {
    const cuts = Array.from({ length: Math.ceil(n / grain) - 1 }, (_, i) => (i + 1) * grain);
    const inputs = [floats(n), floats(n), floats(n)];
    assert.deepEqual(execute(map(n), inputs, { grain, cuts }), execute(map(n), inputs));
  }
});

test("fused multiply-add changes results only slightly", { skip: !detect().relaxed && "no relaxed SIMD" }, () => {
  const inputs = [floats(93), floats(93)];
  const [fused, plain] = [execute(softmax(3, 31), inputs, { fma: true }), execute(softmax(3, 31), inputs)];
  fused.buffers[1]!.forEach((value, i) => assert.ok(Math.abs(value - plain.buffers[1]![i]!) < 1e-6));
});

test("unused expressions generate no code and raise no faults", () => {
  const wild = {
    kind: "gather",
    buffer: 0,
    access: { offset: 0, strides: [0] },
    index: 0,
    stride: 1,
    bound: 1,
    fault: 3,
    dtype: "f32",
  } as const;
  const unused = nest([9], "outer", [
    phase([], [constant(7, "i32"), wild, load(0, [1])], { stores: [store(1, [1], 2)] }),
  ]);
  const { faults, buffers } = execute(unused, [floats(9), new Float32Array(9)]);
  assert.deepEqual([faults, buffers[1]], [[0, 0, 0, 0], floats(9)]);
});

test("nests of equal structure share a function", () => {
  const module = new ModuleBuilder();
  const first = emitNest(module, map(100), 4, { fma: false });
  const second = emitNest(module, map(37, 5, 9, 5 + 1), 4, { fma: false });
  assert.equal(first.index, second.index);
  assert.deepEqual(
    [first.buffers, second.buffers],
    [
      [0, 2, 1],
      [5, 6, 9],
    ],
  );
  assert.notEqual(first.index, emitNest(module, map(100, 0, 1, 0), 4, { fma: false }).index);
  assert.equal(nestKey(softmax(4, 16)), nestKey(softmax(8, 16)));
  assert.notEqual(nestKey(softmax(4, 16)), nestKey(softmax(4, 17)));
  assert.deepEqual(buffersOf(softmax(4, 16)), [0, 1]);
  const signed = (zero: number) =>
    nestKey(nest([4], "outer", [phase([], [constant(zero)], { stores: [store(0, [1], 0)] })]));
  assert.notEqual(signed(0), signed(-0));
});

test("the interpreter itself: a softmax sums to one", () => {
  const { buffers } = interpret(softmax(2, 5), [floats(10), floats(10)]);
  const row = Float32Array.from(buffers[1]!).slice(0, 5);
  assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-6);
});
