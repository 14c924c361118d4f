/** Makers of scans: one carry or two, with or without stacks, nested, reversed, truncated, recomputed. */
import { zeros } from "hebb";
import { sizeOf } from "../../../src/base/shape.ts";
import type { Builder, Maker, Value } from "../builder.ts";
import { recurrent } from "./layers.ts";
import {
  casting,
  choice,
  comparison,
  constant,
  derivative,
  integers,
  unary,
  binary,
  withNumber,
} from "./elementwise.ts";
import { argmax, indexing, joining, movement, readBack, reducedInteger, reduction, running, sorting } from "./axes.ts";
import { product, windows } from "./products.ts";
import { dropout, uniform } from "./layers.ts";

const inside: readonly Maker[] = [
  unary,
  unary,
  binary,
  binary,
  withNumber,
  comparison,
  choice,
  constant,
  derivative,
  integers,
  casting,
  reduction,
  readBack,
  reducedInteger,
  movement,
  joining,
  indexing,
  argmax,
  sorting,
  running,
  product,
  product,
  windows,
  uniform,
  dropout,
];

function drawBody(inner: Builder, carry: Value, more: readonly Maker[]): readonly [next: Value, left: Value] {
  const count = 1 + inner.dice.below(4);
  for (let i = 0; i < count; i++) inner.attempt(inner.dice.pick([...inside, ...more]));
  const last = inner.pool.at(-1)!;
  const like = inner.pool.findLast(
    ({ tensor, id }) =>
      id !== carry.id && tensor.dtype === carry.tensor.dtype && tensor.shape.join() === carry.tensor.shape.join(),
  );
  const code = { f32: "$0.add($1).tanh()", i32: "$0.mul(5).add($1).and(1023)", u8: "$0.add($1)", bool: "$0.xor($1)" }[
    carry.tensor.dtype
  ];
  inner.attempt(() => ({ code, args: [carry, like ?? carry], size: 1 }));
  return [inner.pool.at(-1)!, last];
}

export const loop: Maker = (b) => {
  const xs =
    b.pick(({ shape, dtype }) => shape.length >= 1 && shape[0]! <= 9 && dtype !== "u8" && sizeOf(shape) <= 600) ??
    b.input([b.dice.pick([1, 2, 3, 5]), ...b.shape(b.dice.below(2))]);
  const [length, ...rest] = xs.tensor.shape as [number, ...number[]];
  const init = b.input(
    b.chance(0.7) ? rest : b.shape(b.dice.below(3)),
    b.dice.pick(["f32", "f32", "f32", "i32"] as const),
  );
  const nested = b.depth < 2 ? [loop, recurrent] : [];
  const without = b.chance(0.15);
  const element = zeros(rest, xs.tensor.dtype);
  const body = b.body(without ? [init.tensor] : [init.tensor, element], (inner, [carry]) =>
    drawBody(inner, carry!, nested),
  );
  const options = [
    ...(without ? [`length: ${length}`] : []),
    ...(b.chance(0.3) ? ["reverse: true"] : []),
    ...(b.chance(0.3) ? ["recompute: true"] : []),
    ...(b.chance(0.1) ? ["truncate: 2"] : []),
  ];
  const over = without ? "null" : "$1";
  const code = `scan($body, $0, ${over}${options.length > 0 ? `, { ${options.join(", ")} }` : ""})`;
  return { code, args: without ? [init] : [init, xs], body, size: 8, picks: ["[0]", "[1]"] };
};

/** A scan with two named carries that swap. */
export const swapping: Maker = (b) => {
  const xs =
    b.pick(({ shape, dtype }) => dtype === "f32" && shape.length >= 1 && shape[0]! <= 9 && sizeOf(shape) <= 600) ??
    b.input([3, ...b.shape(1)]);
  const rest = xs.tensor.shape.slice(1);
  const options = b.dice.pick(["", ", { reverse: true }", ", { recompute: true }"]);
  const step = "(c, x) => [{ a: c.b.mul(0.5).add(x), b: c.a.tanh() }, [c.a.sub(c.b), x.mul(c.a)]]";
  const code = `scan(${step}, { a: $0, b: $1 }, $2${options})`;
  return {
    code,
    args: [b.input(rest), b.input(rest), xs],
    size: 4 * xs.size,
    picks: ["[0].a", "[0].b", "[1][0]", "[1][1]"],
  };
};
