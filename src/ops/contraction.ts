/** The general matrix product over several batch and contracted axes. Its gradients are products of the same kind. */
import type { Build, Value } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { formatShape, sameShape, type Shape } from "../base/shape.ts";
import { checkDType, commonDType, numberOf, operandsOf } from "./checks.ts";
import { real } from "./elementwise.ts";
import type { Application, Attributes, Result } from "./primitive.ts";
import { structural } from "./structural.ts";

const names = ["x", "y"];

export const contractions = structural({
  /**
   * x [batch…, m…, k…] and y [batch…, n…, k…] -> [batch…, m…, n…]. The attributes `batch` and `contract` are the
   * numbers of batch axes and of contracted axes k.
   */
  dot: {
    arity: 2,
    movement: false,
    linear: false,
    infer: inferDot,
    vjp: dotGradient,
    jvp: (b, { inputs: [x, y], attributes }, [dx, dy]) => {
      const [batch, contract] = [numberOf(attributes, "batch"), numberOf(attributes, "contract")];
      const left = dx && b.dot(dx, y!, batch, contract);
      const right = dy && b.dot(x!, dy, batch, contract);
      return left && right ? b.add(left, right) : (left ?? right ?? null);
    },
  },
});

/** Splits the axes of x and y into their batch, m, n and k parts. */
export function parts(x: Shape, y: Shape, attributes: Attributes) {
  const [batch, contract] = [numberOf(attributes, "batch"), numberOf(attributes, "contract")];
  return {
    batch: x.slice(0, batch),
    m: x.slice(batch, x.length - contract),
    n: y.slice(batch, y.length - contract),
    k: x.slice(x.length - contract),
  };
}

function inferDot(inputs: readonly Value[], attributes: Attributes): Result {
  const [x, y] = inputs as readonly [Value, Value];
  const [batch, contract] = [numberOf(attributes, "batch"), numberOf(attributes, "contract")];
  commonDType("dot", inputs, names);
  checkDType("dot", x, "x", real);
  const ends = ({ shape }: Value) => [...shape.slice(0, batch), ...shape.slice(shape.length - contract)];
  const fits = [batch, contract].every((count) => Number.isInteger(count) && count >= 0);
  const rank = Math.min(x.shape.length, y.shape.length);
  if (!fits || batch + contract > rank || !sameShape(ends(x), ends(y))) {
    throw new ShapeError(`dot cannot contract ${formatShape(x.shape)} with ${formatShape(y.shape)}`, {
      operands: operandsOf(inputs, names),
      rule: `The first ${batch} and the last ${contract} axes must have equal lengths.`,
    });
  }
  const { m, n } = parts(x.shape, y.shape, attributes);
  return { shape: [...x.shape.slice(0, batch), ...m, ...n], dtype: x.dtype };
}

/** dx = dz · y over n, dy = dzᵀ · x over m. Both are dots again, so derivatives of all orders exist. */
function dotGradient<V extends Value>(b: Build<V>, { inputs, attributes }: Application<V>, dz: V): readonly [V, V] {
  const [x, y] = inputs as readonly [V, V];
  const batch = numberOf(attributes, "batch");
  const { m, n } = parts(x.shape, y.shape, attributes);
  const dx = b.dot(dz, swapped(b, y, batch, n.length), batch, n.length);
  const dy = b.dot(swapped(b, dz, batch, m.length), swapped(b, x, batch, m.length), batch, m.length);
  return [dx, dy];
}

/** [batch…, first…, rest…] -> [batch…, rest…, first…], where `first` has `count` axes. */
function swapped<V extends Value>(b: Build<V>, x: V, batch: number, count: number): V {
  const axes = Array.from(x.shape, (_, axis) => axis);
  return b.permute(x, [...axes.slice(0, batch), ...axes.slice(batch + count), ...axes.slice(batch, batch + count)]);
}
