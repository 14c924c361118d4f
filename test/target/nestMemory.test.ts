/** Element types in memory, integer arithmetic lane by lane, and computed indices with their faults. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType, TypedArray } from "../../src/base/dtype.ts";
import type { Expression } from "../../src/compile/ir/program.ts";
import {
  agree,
  apply,
  constant,
  execute,
  floats,
  integers,
  load,
  nest,
  phase,
  reduced,
  store,
} from "./nestInterpreter.ts";
import { primitives } from "../nodes.ts";

const sizes = [0, 1, 2, 3, 4, 5, 17, 31];
const gather = (
  buffer: number,
  strides: readonly number[],
  index: number,
  stride: number,
  bound: number,
): Expression => ({
  kind: "gather",
  buffer,
  access: { offset: 0, strides },
  index,
  stride,
  bound,
  fault: 5,
  dtype: "f32",
});

test("loads and stores of all element types: forward, backward, strided and broadcast", () => {
  const arrays: Record<DType, (n: number) => TypedArray> = {
    f32: floats,
    i32: (n) => integers(n),
    u8: (n) => Uint8Array.from({ length: n }, (_, i) => i * 37),
    bool: (n) => Uint8Array.from({ length: n }, (_, i) => ((i * 5) % 3) & 1),
  };
  for (const dtype of ["f32", "i32", "u8", "bool"] as const) {
    for (const n of sizes.filter((size) => size > 0)) {
      const reads = [load(0, [1], dtype), load(0, [-1], dtype, n - 1), load(0, [3], dtype), load(0, [0], dtype)];
      const stores = reads.map((_, i) => store(1, [1], i, dtype, i * n));
      agree(nest([n], "outer", [phase([], reads, { stores })]), [arrays[dtype](3 * n), arrays[dtype](4 * n).fill(1)]);
      const strided = [store(1, [2], 0, dtype), store(1, [-1], 1, dtype, 4 * n - 1)];
      agree(nest([n], "outer", [phase([], reads, { stores: strided })]), [
        arrays[dtype](3 * n),
        arrays[dtype](4 * n).fill(1),
      ]);
    }
  }
});

test("conversions between element types", () => {
  for (const n of sizes) {
    const x = floats(n).map((value) => value * 100);
    const expressions = [
      load(0, [1]),
      apply("cast", [0], "i32", { dtype: "i32" }),
      apply("cast", [0], "u8", { dtype: "u8" }),
      apply("cast", [1], "bool", { dtype: "bool" }),
      apply("cast", [2], "f32", { dtype: "f32" }),
      apply("cast", [3], "f32", { dtype: "f32" }),
      apply("where", [3, 4, 0]),
    ];
    const stores = [
      store(1, [1], 1, "i32"),
      store(2, [1], 2, "u8"),
      store(3, [1], 3, "bool"),
      store(4, [1], 5),
      store(5, [1], 6),
    ];
    const outputs = [integers(n), new Uint8Array(n), new Uint8Array(n), floats(n), floats(n)];
    agree(nest([n], "outer", [phase([], expressions, { stores })]), [x, ...outputs]);
  }
});

test("integer division and remainder, with divisors of 0 and -1", () => {
  const x = Int32Array.of(7, -7, 7, -7, -(2 ** 31), 5, 0, -(2 ** 31), 9);
  const y = Int32Array.of(2, 2, -2, -2, -1, 0, 3, 0, 4);
  const expressions = [
    load(0, [1], "i32"),
    load(1, [1], "i32"),
    load(1, [0], "i32"),
    apply("div", [0, 1], "i32"),
    apply("mod", [0, 1], "i32"),
    apply("div", [0, 2], "i32"),
  ];
  const stores = [store(2, [1], 3, "i32"), store(3, [1], 4, "i32"), store(4, [1], 5, "i32")];
  agree(nest([9], "outer", [phase([], expressions, { stores })]), [x, y, x.slice(), x.slice(), x.slice()]);
});

test("random bits from element indices", () => {
  const index = { kind: "index", access: { offset: 3, strides: [11, 1] }, dtype: "i32" } as const;
  const expressions = [
    index,
    load(0, [0, 0], "i32"),
    constant(42, "i32"),
    constant(0, "i32"),
    apply("threefry", [1, 2, 3, 0], "i32"),
  ];
  agree(nest([3, 11], "outer", [phase([], expressions, { stores: [store(1, [11, 1], 4, "i32")] })]), [
    integers(1),
    integers(33),
  ]);
});

test("sums of u8 and bool, along and across lanes", () => {
  for (const lanes of ["inner", "outer"] as const) {
    for (const n of sizes) {
      const bytes = Uint8Array.from({ length: 5 * n }, (_, i) => i * 91);
      const counted = phase(
        [n],
        [
          load(0, [n, 1], "u8"),
          constant(100, "u8"),
          apply("less", [0, 1], "bool"),
          apply("cast", [0], "i32", { dtype: "i32" }),
          apply("cast", [2], "i32", { dtype: "i32" }),
        ],
        {
          reductions: [
            { primitive: primitives.reduceSum, value: 3, dtype: "i32" },
            { primitive: primitives.reduceSum, value: 4, dtype: "i32" },
            { primitive: primitives.reduceMax, value: 3, dtype: "i32" },
          ],
        },
      );
      const results = phase(
        [],
        [0, 1, 2].map((r) => reduced(0, "i32", r)),
        { stores: [0, 1, 2].map((r) => store(1, [1], r, "i32", 5 * r)) },
      );
      agree(nest([5], lanes, [counted, results]), [bytes, integers(15)]);
    }
  }
});

test("gathers: rows by an index per row, elements by an index per lane", () => {
  for (const m of sizes) {
    const rows = Int32Array.of(3, 0, 2, 3);
    const byRow = [load(1, [1, 0], "i32"), gather(0, [0, 1], 0, m, 4)];
    agree(nest([4, m], "outer", [phase([], byRow, { stores: [store(2, [m, 1], 1)] })]), [
      floats(4 * m),
      rows,
      floats(4 * m),
    ]);
    const columnOf = Int32Array.from({ length: m }, (_, i) => (i * 7) % 4);
    const byLane = [load(1, [1], "i32"), gather(0, [4], 0, 1, 4)];
    agree(
      nest([m], "outer", [phase([], byLane, { stores: [store(2, [1], 1)] })]),
      [floats(4 * m), columnOf, floats(m)],
      0,
      m > 4 ? [4] : [],
    );
  }
});

test("an index out of range reads element 0, and only the first fault is reported", () => {
  const indices = Int32Array.of(0, 1, 2, 9, 1, -3, 2);
  const expressions = [load(1, [1], "i32"), gather(0, [0], 0, 1, 3)];
  const tested = nest([7], "outer", [phase([], expressions, { stores: [store(2, [1], 1)] })]);
  agree(tested, [floats(3), indices, floats(7)]);
  assert.deepEqual(execute(tested, [floats(3), indices, floats(7)]).faults, [1, 5, 9, 9]);
  // The element after the last index is not an index.
  const short = nest([2], "outer", [phase([], expressions, { stores: [store(2, [1], 1)] })]);
  assert.deepEqual(execute(short, [floats(3), indices.slice(0, 2), floats(2)]).faults, [0, 0, 0, 0]);
});

test("scatters add in order; indices out of range raise a fault and update element 0 if there is one", () => {
  const target = (stride: number, bound: number) => ({ index: 0, stride, bound, fault: 8 });
  for (const m of sizes) {
    const rows = Int32Array.of(1, 0, 1, 2);
    const byRow = phase([], [load(1, [1, 0], "i32"), load(0, [m, 1])], {
      stores: [{ ...store(2, [0, 1], 1), scatter: target(m, 3) }],
    });
    agree(nest([4, m], "outer", [byRow], 1), [floats(4 * m), rows, floats(3 * m)]);
    agree(
      nest([4, m], "outer", [byRow], 1),
      [floats(4 * m), Int32Array.of(1, 3, -1, 1), floats(3 * m)],
      0,
      m > 4 ? [4] : [],
    );
    const lanes = Int32Array.from({ length: m }, (_, i) => (i === 3 ? 4 : (i * 3) % 4));
    const byLane = phase([], [load(1, [1], "i32"), load(0, [1])], {
      stores: [{ ...store(2, [0], 1), scatter: target(1, 4) }],
    });
    agree(nest([m], "outer", [byLane]), [floats(m), lanes, floats(4)]);
  }
});

test("checks return the index and report the first one out of range with its position", () => {
  const checked: Expression[] = [
    load(0, [1, 0], "i32"),
    { kind: "check", access: { offset: 0, strides: [1, 0] }, index: 0, bound: 5, fault: 7, dtype: "i32" },
  ];
  for (const lanes of ["outer", "inner"] as const) {
    for (const n of sizes.filter((size) => size > 0)) {
      const indices = Int32Array.from({ length: n }, (_, i) => i % 5);
      for (const bad of [5, -1]) {
        for (const at of [-1, 0, n - 1]) {
          const given = at < 0 ? indices : indices.with(at, bad);
          const along = phase([3], [...checked, load(1, [0, 1], "i32"), apply("equal", [1, 2], "bool")], {
            stores: [store(2, [3, 1], 3, "bool")],
          });
          const tested = nest([n], lanes, [along]);
          agree(tested, [given, Int32Array.of(0, 5, -1), new Uint8Array(3 * n)]);
          assert.deepEqual(
            execute(tested, [given, Int32Array.of(0, 5, -1), new Uint8Array(3 * n)]).faults,
            at < 0 ? [0, 0, 0, 0] : [1, 7, bad, at],
          );
        }
      }
    }
  }
});
