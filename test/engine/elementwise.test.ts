/** Compiled elementwise primitives against the f64 values of their records, over domains, types, sizes and views. */
import { test } from "node:test";
import { type DType, isFloat } from "../../src/base/dtype.ts";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import type { Attributes, Elementwise } from "../../src/ops/primitive.ts";
import { ulpsBetween } from "../ops/interpreter.ts";
import { sample } from "../ops/samples.ts";
import { assertAgrees, equally, exactly, graphOf, type Judge, type Mode, withAndWithoutFma } from "./compiled.ts";
import { primitives } from "../nodes.ts";

const dtypes: readonly DType[] = ["f32", "i32", "u8", "bool"];
const sizes = [0, 1, 3, 5, 17, 31, 129];
const large = 20_011;
const rows = 3;

/** An operation with the element types of its inputs. */
interface Form {
  readonly primitive: Elementwise;
  readonly inputs: readonly DType[];
  readonly attributes: Attributes;
}

function formsOf(primitive: Elementwise): Form[] {
  const choices: Attributes[] = primitive.name.includes("cast") ? dtypes.map((dtype) => ({ dtype })) : [{}];
  return primitive.dtypes.flatMap((dtype) =>
    choices
      .filter(({ dtype: to }) => primitive.name !== "bitcast" || to === (dtype === "f32" ? "i32" : "f32"))
      .map((attributes) => ({
        primitive,
        inputs: primitive.domain.map((_, i) => (primitive.name === "where" && i === 0 ? "bool" : dtype)),
        attributes,
      })),
  );
}

/** Returns the forms to check in `mode`. Forms without floats cannot use multiply-add: one mode checks them. */
function formsFor(mode: Mode, primitive: Elementwise): Form[] {
  const hasFloats = ({ inputs, attributes }: Form) => inputs.some(isFloat) || attributes["dtype"] === "f32";
  return formsOf(primitive).filter((form) => mode === "with FMA" || hasFloats(form));
}

/** An operand of shape [rows, n], or one that broadcasts to it, as a view of an input. */
interface View {
  readonly shape: (n: number) => Shape;
  readonly read: (x: Node, n: number) => Node;
}

const same = (x: Node) => x;
const views: Record<string, View> = {
  contiguous: { shape: (n) => [rows, n], read: same },
  transposed: { shape: (n) => [n, rows], read: (x) => build.permute(x, [1, 0]) },
  reversed: {
    shape: (n) => [rows, n],
    read: (x, n) => build.slice(x, [rows - 1, Math.max(0, n - 1)], [rows, n], [-1, -1]),
  },
  strided: { shape: (n) => [2 * rows, 2 * n + 1], read: (x, n) => build.slice(x, [1, 1], [rows, n], [2, 2]) },
  backwards: {
    shape: (n) => [rows + 1, 3 * n + 2],
    read: (x, n) => build.slice(x, [1, 3 * n], [rows, n], [1, -3]),
  },
  row: { shape: (n) => [n], read: same },
  column: { shape: () => [rows, 1], read: same },
  repeated: { shape: (n) => [1, n], read: (x, n) => build.expand(x, [rows, n]) },
  padded: { shape: (n) => [rows - 1, Math.max(0, n - 2)], read: (x, n) => pad(x, [rows, n]) },
  reshaped: { shape: (n) => [rows * n], read: (x, n) => build.reshape(x, [rows, n]) },
};
const viewNames = Object.keys(views);

function pad(x: Node, to: Shape): Node {
  const missing = to.map((length, axis) => length - x.shape[axis]!);
  return build.pad(
    x,
    missing.map((count) => count >> 1),
    missing.map((count) => count - (count >> 1)),
  );
}

/** Input nodes and their values. */
class Case {
  readonly feeds = new Map<Node, Float64Array>();

  input(shape: Shape, dtype: DType, values: (i: number) => number): Node {
    const node = build.input(shape, dtype);
    this.feeds.set(
      node,
      Float64Array.from({ length: sizeOf(shape) }, (_, i) => values(i)),
    );
    return node;
  }

  /** Applies the operation to samples of its domain, with operand i read through the view `kinds[i]`. */
  apply({ primitive, inputs, attributes }: Form, n: number, kinds: readonly string[]): Node {
    const operands = inputs.map((dtype, i) => {
      const { shape, read } = views[kinds[i]!]!;
      const values = (at: number) => sample(primitive.domain[i]!, dtype, at + 1000 * i + n, i);
      return read(this.input(shape(n), dtype, values), n);
    });
    return build.apply(primitive, operands, attributes);
  }
}

/** Bound for div: a divisor shared by many elements is inverted first, which rounds twice. */
const invertedUlps = 1.5;

function judgeOf({ primitive: { name, ulps } }: Form): (node: Node) => Judge {
  // Of two zeros with different signs, max and min may return either.
  const same = name === "max" || name === "min" ? equally : exactly;
  const allowed = name === "div" ? invertedUlps : ulps;
  const close: Judge = (got, expected) => same(got, expected) || ulpsBetween(got, expected) <= allowed;
  return ({ dtype }) => (isFloat(dtype) && allowed > 0 ? close : same);
}

function nameOf({ primitive, inputs, attributes }: Form): string {
  return `${primitive.name}(${inputs.join(", ")}) ${JSON.stringify(attributes)}`;
}

for (const primitive of Object.values(primitives)) {
  if (!primitive.elementwise) continue;
  test(`${primitive.name} is within ${primitive.ulps} ulps for every size and view`, () => {
    withAndWithoutFma((mode) => {
      for (const form of formsFor(mode, primitive)) {
        viewNames.forEach((_, v) => {
          const kinds = form.inputs.map((_, i) => viewNames[(v + 3 * i) % viewNames.length]!);
          const found = new Case();
          const outputs = sizes.map((n) => found.apply(form, n, kinds));
          // A result may be read through a view as well.
          const last = outputs.at(-1)!;
          outputs.push(build.permute(last, last.shape.map((_, axis) => axis).reverse()));
          assertAgrees(graphOf(outputs), found.feeds, judgeOf(form), `${nameOf(form)} of ${kinds} ${mode}`);
        });
        const found = new Case();
        const kinds = form.inputs.map(() => "contiguous");
        assertAgrees(graphOf([found.apply(form, large, kinds)]), found.feeds, judgeOf(form), `${nameOf(form)} ${mode}`);
      }
    });
  });
}

const floats = [0, 1, 0.5, 1.5, 2, 3, 7, 2 ** -149, 1e-40, 2 ** -126, 2 ** 24, 1e8, 1e22, 3e38, Infinity, NaN].map(
  Math.fround,
);
const special: Record<DType, readonly number[]> = {
  f32: floats.flatMap((x) => [x, -x]),
  i32: [0, 1, -1, 2, -7, 31, 2 ** 31 - 1, -(2 ** 31)],
  u8: [0, 1, 127, 128, 255],
  bool: [0, 1],
};

function combinations(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>((all, list) => all.flatMap((xs) => list.map((x) => [...xs, x])), [[]]);
}

for (const primitive of Object.values(primitives)) {
  if (!primitive.elementwise) continue;
  test(`${primitive.name} of special values matches the reference`, () => {
    withAndWithoutFma((mode) => {
      for (const form of formsFor(mode, primitive)) {
        const points = combinations(form.inputs.map((dtype) => special[dtype]));
        const found = new Case();
        const operands = form.inputs.map((dtype, i) => found.input([points.length], dtype, (n) => points[n]![i]!));
        const output = build.apply(primitive, operands, form.attributes);
        assertAgrees(graphOf([output]), found.feeds, judgeOf(form), `${nameOf(form)} ${mode}`);
      }
    });
  });
}
