/**
 * Every structural primitive as compiled, against the reference: bit for bit, since the values are small multiples of
 * 1/8, of which sums and products are exact in any order and fused or not.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../../src/base/dtype.ts";
import { formatShape, type Shape, sizeOf } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { type PrimitiveName, primitives } from "../../src/ops/index.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { sample, uniform } from "../ops/samples.ts";
import { assertAgrees, equally, graphOf, type Judge, withAndWithoutFma } from "./compiled.ts";

/** Inputs with values of their own. */
class Case {
  readonly feeds = new Map<Node, ArrayLike<number>>();

  input(shape: Shape, dtype: DType = "f32"): Node {
    const stream = this.feeds.size;
    return this.given(shape, dtype, (n) => {
      if (dtype === "f32") return Math.round(16 * (2 * uniform(n, stream) - 1)) / 8;
      return sample(dtype === "u8" ? [0, 255] : [-50, 50], dtype, n, stream);
    });
  }

  given(shape: Shape, dtype: DType, values: (n: number) => number): Node {
    const node = b.input(shape, dtype, `x${this.feeds.size}`);
    this.feeds.set(
      node,
      Float64Array.from({ length: sizeOf(shape) }, (_, n) => values(n)),
    );
    return node;
  }

  /** Random indices below `bound`, many of them equal where there are more than that. */
  indices(shape: Shape, bound: number): Node {
    return this.given(shape, "i32", (n) => Math.floor(bound * uniform(n, 77)));
  }
}

/** Zeros of both signs are equal: a sum that is zero has the sign of its first term. */
const judge = () => equally;

/** Checks the results of `make` together, as one program, and each one by itself. */
function check(what: string, make: (found: Case) => readonly Node[], by: () => Judge = judge): void {
  withAndWithoutFma((mode) => {
    const found = new Case();
    const outputs = make(found);
    assertAgrees(graphOf(outputs), found.feeds, by, `${what}, ${mode}, together`);
    for (const output of outputs.length > 1 ? outputs : []) {
      assertAgrees(graphOf([output]), found.feeds, by, `${what}, ${mode}, alone`);
    }
  });
}

const dtypes: readonly DType[] = ["f32", "i32", "u8", "bool"];
const shapes: readonly Shape[] = [[], [1], [0], [5], [129], [3, 5], [31, 17], [0, 3], [3, 0], [1, 17, 1], [3, 5, 7]];

function subsets(rank: number): number[][] {
  return Array.from({ length: 2 ** rank }, (_, set) =>
    Array.from({ length: rank }, (_, axis) => axis).filter((axis) => (set >> axis) & 1),
  );
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** The same values under every way in which a kernel may have to read them. */
function readings(found: Case, shape: Shape, dtype: DType): Node[] {
  const reverse = shape.map((_, axis) => axis).reverse();
  const doubled = shape.map((length) => 2 * length + 1);
  const ones = shape.map(() => 1);
  const last = shape.map((length) => Math.max(0, length - 1));
  const input = found.input(shape, dtype);
  return [
    input,
    b.permute(found.input([...shape].reverse(), dtype), reverse),
    b.slice(
      input,
      last,
      shape,
      ones.map(() => -1),
    ),
    b.slice(
      found.input(doubled, dtype),
      ones,
      shape,
      ones.map(() => 2),
    ),
    b.expand(
      found.input(
        shape.map((length, axis) => (axis % 2 === 0 ? 1 : length)),
        dtype,
      ),
      shape,
    ),
  ];
}

function reduceCases(name: "reduceSum" | "reduceMax" | "reduceMin" | "reduceProduct"): void {
  for (const dtype of name === "reduceProduct" ? dtypes.slice(0, 2) : dtypes) {
    for (const shape of [...shapes, [2, 3, 4, 5]]) {
      const isChoice = name === "reduceMax" || name === "reduceMin";
      const fits = (axes: readonly number[]) =>
        !isChoice || axes.every((axis) => shape[axis] !== 0) || sizeOf(shape.filter((_, i) => !axes.includes(i))) === 0;
      const lists = subsets(shape.length).filter(fits);
      check(`${name} of ${dtype} ${formatShape(shape)}`, (found) => {
        const x = name === "reduceProduct" && dtype === "f32" ? factors(found, shape) : found.input(shape, dtype);
        return lists.map((axes) => b[name](x, axes));
      });
    }
    const shape = [9, 17];
    for (const axes of subsets(2)) {
      check(`${name} of views of ${dtype} over ${axes}`, (found) => {
        if (name === "reduceProduct" && dtype === "f32")
          return [b[name](b.permute(factors(found, shape), [1, 0]), axes)];
        return readings(found, shape, dtype).map((x) => b[name](x, axes));
      });
    }
  }
}

/** Powers of two of both signs, whose products stay in range. */
function factors(found: Case, shape: Shape): Node {
  return found.given(shape, "f32", (n) => [1, -2, 0.5, -1, 2, 0.5, 1][n % 7]!);
}

const longReductions = () => {
  for (const name of ["reduceSum", "reduceMax", "reduceMin"] as const) {
    for (const [shape, axes] of [
      [[70_001], [0]],
      [[65_536], [0]],
      [[3, 20_480], [1]],
      [
        [2, 128, 128],
        [1, 2],
      ],
      [[20_480, 3], [0]],
      [[300, 257], [1]],
      [[300, 257], [0]],
      [[40, 31, 60], [1]],
      [
        [40, 31, 60],
        [0, 2],
      ],
    ] as const) {
      for (const dtype of ["f32", "u8"] as const) {
        check(`${name} of ${dtype} ${formatShape(shape)}`, (found) => [b[name](found.input(shape, dtype), axes)]);
      }
    }
  }
};

test("reduceMax and reduceMin let NaN through", () => {
  for (const shape of [[1], [7], [4, 9], [9, 4]] as const) {
    check("NaN", (found) => {
      const x = found.given(shape, "f32", (n) => (n === 3 || sizeOf(shape) === 1 ? NaN : n % 2 === 0 ? -Infinity : n));
      return subsets(shape.length).flatMap((axes) => [b.reduceMax(x, axes), b.reduceMin(x, axes)]);
    });
  }
});

/** Rows with equal largest elements, NaN, infinities, and nothing but -∞. */
function argmaxCases(): void {
  for (const dtype of ["f32", "i32", "u8"] as const) {
    for (const shape of [[1], [5], [129], [3, 5], [17, 31], [3, 0, 2], [3, 5, 7]]) {
      const axes = shape.flatMap((length, axis) => (length > 0 ? [axis] : []));
      const values = (n: number) =>
        dtype === "f32" ? [1, 2, 2, -0, 0, NaN, Infinity, -Infinity][(n * 7 + (n >> 3)) % 8]! : n % 5;
      check(`argmax of ${dtype} ${formatShape(shape)}`, (found) => {
        const x = found.given(shape, dtype, values);
        const y = found.input(shape, dtype);
        const low = found.given(shape, dtype, () => (dtype === "f32" ? -Infinity : 0));
        return [x, y, low].flatMap((node) => axes.map((axis) => b.argmax(node, axis)));
      });
    }
    check(`argmax of views of ${dtype}`, (found) =>
      readings(found, [9, 17], dtype).flatMap((x) => [b.argmax(x, 0), b.argmax(x, 1)]),
    );
  }
}

function gatherCases(): void {
  for (const dtype of dtypes) {
    for (const [shape, axis, indices] of [
      [[5], 0, [7]],
      [[5], 0, []],
      [[5], 0, [0]],
      [[1, 3], 0, [17]],
      [[9, 5], 0, [3, 4]],
      [[9, 5], 1, [31]],
      [[3, 7, 5], 1, [2, 3]],
      [[3, 7, 1], 1, [129]],
      [[0, 7], 1, [3]],
      [[31, 17], 0, [129]],
    ] as const) {
      const what = `gather of ${dtype} ${formatShape(shape)} at ${formatShape(indices)} along ${axis}`;
      check(what, (found) => {
        const at = found.indices(indices, shape[axis]!);
        const reversed = b.sub(b.constant(shape[axis]! - 1, "i32"), at);
        const table = found.input(shape, dtype);
        // Read in place, through computed indices, from a computed table, and read again through a view.
        const plain = b.gather(table, at, axis);
        const computed = b.gather(b.where(b.equal(table, table), table, table), reversed, axis);
        const order = plain.shape.map((_, i) => i).reverse();
        return [plain, b.gather(table, reversed, axis), computed, b.permute(computed, order)];
      });
    }
    check(`gather from views of ${dtype}`, (found) => {
      const at = found.indices([11], 9);
      return readings(found, [9, 17], dtype).map((x) => b.gather(x, at, 0));
    });
    check(`gather at views of indices, ${dtype}`, (found) => {
      const at = found.indices([6, 4], 9);
      const table = found.input([9, 3], dtype);
      const slice = b.slice(at, [5, 0], [3, 2], [-2, 2]);
      return [b.permute(at, [1, 0]), slice, b.expand(b.slice(at, [0, 0], [6, 1], [1, 1]), [6, 5])].map((i) =>
        b.gather(table, i, 0),
      );
    });
  }
}

function scatterCases(): void {
  for (const dtype of ["f32", "i32"] as const) {
    for (const [shape, axis, indices] of [
      [[5], 0, [0]],
      [[5], 0, []],
      [[5], 0, [31]],
      [[1], 0, [17]],
      [[3, 4], 0, [129]],
      [[9, 17], 0, [5]],
      [[17, 9], 1, [31]],
      [[3, 7, 5], 1, [2, 3]],
      [[3, 7, 5], 2, [4]],
      [[0, 7], 1, [3]],
      [[300, 65], 0, [90]],
      [[50, 1030], 0, [20]],
    ] as const) {
      const what = `scatterAdd to ${dtype} ${formatShape(shape)} at ${formatShape(indices)} along ${axis}`;
      const updates = [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)];
      check(what, (found) => {
        const at = found.indices(indices, shape[axis]!);
        const target = found.input(shape, dtype);
        const update = found.input(updates, dtype);
        const zero = b.expand(
          b.reshape(
            b.constant(0, dtype),
            shape.map(() => 1),
          ),
          shape,
        );
        const turned = b.permute(found.input([...updates].reverse(), dtype), updates.map((_, i) => i).reverse());
        return [
          b.scatterAdd(target, at, update, axis),
          b.neg(b.scatterAdd(zero, at, b.add(update, b.constant(2, dtype)), axis)),
          b.scatterAdd(b.add(target, target), at, turned, axis),
        ];
      });
    }
  }
}

function movementCases(name: "reshape" | "permute" | "expand" | "slice" | "pad" | "concat"): void {
  for (const dtype of dtypes) {
    for (const shape of shapes) {
      check(`${name} of ${dtype} ${formatShape(shape)}`, (found) => {
        const x = found.input(shape, dtype);
        // What follows a movement reads through it; what comes before may be computed where it is read.
        return moved(name, x, found).flatMap((y) => [
          y,
          b.equal(y, y),
          b.where(b.less(b.iota(1), b.constant(1, "i32")), y, y),
        ]);
      });
    }
    check(`${name} of views of ${dtype}`, (found) =>
      readings(found, [5, 9], dtype)
        .flatMap((x) => moved(name, x, found))
        .map((y) => b.reduceMax(b.cast(y, "f32"), [])),
    );
  }
}

function moved(name: string, x: Node, found: Case): Node[] {
  const { shape, dtype } = x;
  const axes = shape.map((_, axis) => axis);
  switch (name) {
    case "reshape":
      return [[sizeOf(shape)], [...shape, 1], [1, ...shape], [...shape].reverse()].map((to) => b.reshape(x, to));
    case "permute":
      return permutations(axes).map((order) => b.permute(x, order));
    case "expand":
      return [3, 0].map((times) => b.expand(b.reshape(x, [...shape, 1]), [...shape, times]));
    case "slice":
      return [-1, 2, -2, 3].flatMap((step) => {
        const length = (size: number) => Math.ceil(size / Math.abs(step));
        const start = (size: number) => (step < 0 ? Math.max(0, size - 1) : 0);
        const cut = b.slice(
          x,
          shape.map(start),
          shape.map(length),
          shape.map(() => step),
        );
        return [
          cut,
          b.slice(
            x,
            shape.map(() => 0),
            shape.map((size) => size >> 1),
            shape.map(() => 1),
          ),
        ];
      });
    case "pad":
      return [
        [0, 0],
        [1, 0],
        [0, 2],
        [3, 17],
      ].map(([before, after]) =>
        b.pad(
          x,
          shape.map(() => before!),
          shape.map((_, axis) => (axis === 0 ? after! : 0)),
        ),
      );
    default:
      return axes.flatMap((axis) => {
        const other = found.input(
          shape.map((length, i) => (i === axis ? 3 : length)),
          dtype,
        );
        const none = b.slice(
          x,
          shape.map(() => 0),
          shape.map((length, i) => (i === axis ? 0 : length)),
          shape.map(() => 1),
        );
        return [b.concat([x, other], axis), b.concat([other, none, x, x], axis), b.concat([x], axis)];
      });
  }
}

/** [m, n, k], among them sizes around those of tiles, panels and pieces of k. */
const products: readonly (readonly [number, number, number])[] = [
  [0, 3, 5],
  [3, 0, 5],
  [3, 5, 0],
  [1, 1, 1],
  [1, 17, 31],
  [17, 1, 31],
  [3, 5, 1],
  [5, 3, 7],
  [7, 9, 129],
  [31, 17, 129],
  [6, 8, 512],
  [13, 8, 513],
  [12, 65, 31],
  [129, 31, 17],
  [31, 129, 5],
  [40, 72, 1300],
  [65, 100, 520],
];

function dotCases(): void {
  for (const [m, n, k] of products) {
    check(`dot [${m}, ${k}] · [${n}, ${k}] in all transpositions`, (found) => {
      const operands = (rows: number) => [found.input([rows, k]), b.permute(found.input([k, rows]), [1, 0])];
      const right = operands(n);
      return operands(m).flatMap((x) => right.map((y) => b.dot(x, y, 0, 1)));
    });
  }
  for (const [batch, m, n, k] of [
    [1, 3, 5, 7],
    [2, 7, 9, 17],
    [5, 17, 3, 31],
    [3, 1, 9, 5],
    [4, 9, 1, 5],
    [0, 2, 3, 4],
    [3, 2, 3, 0],
    [6, 31, 65, 33],
  ] as const) {
    check(`dot of ${batch} times [${m}, ${k}] · [${n}, ${k}]`, (found) => {
      const plain = (rows: number) => found.input([batch, rows, k]);
      const turned = (rows: number) => b.permute(found.input([batch, k, rows]), [0, 2, 1]);
      // Heads in the middle, as attention has them.
      const inner = (rows: number) => b.permute(found.input([rows, batch, k]), [1, 0, 2]);
      const forms = [plain, turned, inner];
      return forms.flatMap((left) => forms.map((right) => b.dot(left(m), right(n), 1, 1)));
    });
  }
  check("dot over several axes, over none, with several batch axes", (found) => [
    b.dot(found.input([3, 5, 7]), found.input([9, 5, 7]), 0, 2),
    b.dot(found.input([2, 3, 5, 7]), found.input([2, 9, 5, 7]), 1, 2),
    b.dot(found.input([5]), found.input([9]), 0, 0),
    b.dot(found.input([2, 3, 5]), found.input([2, 3, 4]), 2, 0),
    b.dot(found.input([2, 3, 5, 4]), found.input([2, 3, 6, 4]), 2, 1),
    b.dot(found.input([31]), found.input([31]), 0, 1),
    b.dot(found.input([5, 7]), found.input([5, 7]), 0, 2),
    b.dot(found.input([2, 3, 4, 5]), found.input([6, 5]), 0, 1),
  ]);
  check("dot of computed, strided, repeated and converted operands", (found) => {
    const half = b.constant(0.5, "f32");
    const x = found.input([9, 17]);
    const y = found.input([10, 17]);
    const views = readings(found, [10, 17], "f32");
    return [
      b.dot(b.mul(x, half), b.abs(y), 0, 1),
      b.dot(b.cast(found.input([9, 17], "u8"), "f32"), y, 0, 1),
      b.dot(b.pad(x, [1, 0], [0, 3]), b.pad(y, [0, 0], [1, 3]), 0, 1),
      ...views.map((view) => b.dot(x, view, 0, 1)),
      ...views.map((view) => b.dot(view, x, 0, 1)),
    ];
  });
  check("dot with an epilogue, and with readers beside it", (found) => {
    const z = b.dot(found.input([33, 17]), found.input([21, 17]), 0, 1);
    const biased = b.add(z, found.input([21]));
    const relu = b.max(biased, b.constant(0, "f32"));
    const gate = b.where(b.less(found.input([33, 1]), b.constant(0, "f32")), relu, b.neg(relu));
    return [relu, gate, b.reduceMax(biased, [1]), b.permute(relu, [1, 0]), b.reduceSum(z, [0])];
  });
}

const suites: Partial<Record<PrimitiveName, () => void>> = {
  reduceSum: () => reduceCases("reduceSum"),
  reduceMax: () => reduceCases("reduceMax"),
  reduceMin: () => reduceCases("reduceMin"),
  reduceProduct: () => reduceCases("reduceProduct"),
  argmax: argmaxCases,
  gather: gatherCases,
  scatterAdd: scatterCases,
  reshape: () => movementCases("reshape"),
  permute: () => movementCases("permute"),
  expand: () => movementCases("expand"),
  slice: () => movementCases("slice"),
  pad: () => movementCases("pad"),
  concat: () => movementCases("concat"),
  dot: dotCases,
  iota: () => check("iota", () => [0, 1, 5, 129].map((length) => b.iota(length))),
  const: () => check("const", () => dtypes.map((dtype) => b.constant(dtype === "bool" ? 1 : 3, dtype))),
  training: () => check("training", () => [b.apply("training", []), b.not(b.apply("training", []))]),
  customGrad: () =>
    check("customGrad", (found) => {
      const x = found.input([5]);
      return [b.customGrad(b.neg(x), [x], (dy) => [dy])];
    }),
  input: () => check("input", (found) => dtypes.flatMap((dtype) => [found.input([5], dtype), found.input([0], dtype)])),
};

for (const name of Object.keys(primitives) as PrimitiveName[]) {
  if (primitives[name].elementwise) continue;
  test(`${name} is what the reference says, to the bit`, () => {
    const suite = suites[name];
    assert.ok(suite, `${name} needs a case here`);
    suite();
  });
}

test("reductions of many chunks", longReductions);

test("long sums and dots stay accurate", () => {
  withAndWithoutFma((mode) => {
    for (const length of [4099, 65_536, 200_003]) {
      const found = new Case();
      const draw = (rows: number) => found.given([rows, length], "f32", (n) => Math.fround(uniform(n, rows)));
      const [x, y] = [draw(1), draw(2)];
      const outputs = [b.reduceSum(x, [1]), b.dot(x, y, 0, 1), b.dot(y, y, 0, 1), b.reduceSum(y, [0, 1])];
      // A dot sums one product after the other, a reduction in many partial sums.
      const within =
        (bound: number): Judge =>
        (got, expected) =>
          Math.abs(got - expected) <= bound * Math.abs(expected);
      const judged = evaluate(graphOf(outputs), found.feeds, { precision: "f64" }).outputs;
      assert.ok(judged.every((values) => values.every((x) => x > 500)));
      const bound = ({ op }: Node) => within(op === "dot" ? 5e-5 : 3e-6);
      assertAgrees(graphOf(outputs), found.feeds, bound, `sums over ${length} ${mode}`);
    }
  });
});
