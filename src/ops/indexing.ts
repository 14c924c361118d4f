/** Operations that read or write elements at given indices. */
import type { Value } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { formatShape, sameShape, type Shape } from "../base/shape.ts";
import { checkAxes, checkDType, commonDType, numberOf, operandsOf } from "./checks.ts";
import { numeric, ordered } from "./elementwise.ts";
import { structural, zeros } from "./structural.ts";

export const indexingOps = structural({
  /** Table [a…, n, b…] and indices [i…] -> [a…, i…, b…]. */
  take: {
    arity: 2,
    movement: false,
    linear: true,
    infer: ([table, indices], attributes) => {
      const axis = numberOf(attributes, "axis");
      checkDType("take", indices!, "indices", ["i32"]);
      checkAxes("take", table!, [axis]);
      return { shape: gathered(table!.shape, indices!.shape, axis), dtype: table!.dtype };
    },
    vjp: (b, { inputs: [table, indices], attributes }, dy) => [
      b.scatterAdd(zeros(b, table!.shape, dy.dtype), indices!, dy, numberOf(attributes, "axis")),
      null,
    ],
  },
  /** Adds updates [a…, i…, b…] to target [a…, n, b…] at indices [i…]. Updates with equal indices accumulate. */
  scatterAdd: {
    arity: 3,
    movement: false,
    linear: true,
    infer: ([target, indices, updates], attributes) => {
      const axis = numberOf(attributes, "axis");
      checkDType("scatterAdd", indices!, "indices", ["i32"]);
      checkDType("scatterAdd", target!, "target", numeric);
      const dtype = commonDType("scatterAdd", [target!, updates!], ["target", "updates"]);
      checkAxes("scatterAdd", target!, [axis]);
      checkUpdates([target!, indices!, updates!], axis);
      return { shape: target!.shape, dtype };
    },
    vjp: (b, { inputs: [, indices], attributes }, dy) => [dy, null, b.take(dy, indices!, numberOf(attributes, "axis"))],
  },
  /** Index of the first largest element. NaN counts as the largest. */
  argmax: {
    arity: 1,
    movement: false,
    linear: false,
    infer: ([x], attributes) => {
      const axis = numberOf(attributes, "axis");
      checkDType("argmax", x!, "x", ordered);
      checkAxes("argmax", x!, [axis]);
      if (x!.shape[axis] === 0) {
        throw new ShapeError(`argmax cannot reduce zero elements along axis ${axis}`, {
          operands: operandsOf([x!], ["x"]),
          rule: "The axis must have at least one element.",
        });
      }
      return { shape: x!.shape.map((length, i) => (i === axis ? 1 : length)), dtype: "i32" };
    },
    vjp: () => [null],
  },
});

function gathered(table: Shape, indices: Shape, axis: number): Shape {
  return [...table.slice(0, axis), ...indices, ...table.slice(axis + 1)];
}

function checkUpdates([target, indices, updates]: readonly [Value, Value, Value], axis: number): void {
  const expected = gathered(target.shape, indices.shape, axis);
  if (sameShape(updates.shape, expected)) return;
  throw new ShapeError(`scatterAdd cannot add ${formatShape(updates.shape)} along axis ${axis}`, {
    operands: operandsOf([target, indices, updates], ["target", "indices", "updates"]),
    rule: "updates must have the target's shape with the axis replaced by the shape of indices.",
    fix: `Pass updates of shape ${formatShape(expected)}.`,
  });
}
