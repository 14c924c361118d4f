/** Keys of nests. Nests that are equal except for the buffers they use share a function. */
import type { Access, Expression, Nest, Phase } from "../../../compile/ir/program.ts";

/** The distinct buffers in order of first use, which is the order of the function's pointers. */
export function buffersOf(nest: Nest): readonly number[] {
  const buffers = nest.phases.flatMap(({ expressions, stores }) => [
    ...expressions.flatMap((expression) => ("buffer" in expression ? [expression.buffer] : [])),
    ...stores.map(({ buffer }) => buffer),
  ]);
  return [...new Set(buffers)];
}

/**
 * A string that is equal for nests with the same code. Buffers are numbered in order of first use. The size of the
 * parallel loop is omitted, because its range is a parameter.
 */
export function nestKey(nest: Nest): string {
  const { outer, parallel, lanes, phases } = nest;
  const numbers = new Map(buffersOf(nest).map((buffer, i) => [buffer, i]));
  const loops = outer.map((size, i) => (i === parallel ? "*" : size)).join();
  return `${loops} ${parallel} ${lanes}|${phases.map((phase) => phaseKey(phase, numbers)).join("|")}`;
}

/** Numbers of buffers. */
type Numbers = ReadonlyMap<number, number>;

function phaseKey({ inner, expressions, stores, reductions }: Phase, numbers: Numbers): string {
  const parts = [inner.join()];
  for (const expression of expressions) parts.push(expressionKey(expression, numbers));
  for (const { buffer, access, value, dtype, scatter } of stores) {
    parts.push(`store ${numbers.get(buffer)} ${accessKey(access)} ${value} ${dtype}`);
    if (scatter) parts.push(`at ${scatter.index} ${scatter.stride} ${scatter.bound} ${scatter.fault}`);
  }
  for (const { primitive, value, dtype } of reductions) parts.push(`reduce ${primitive.name} ${value} ${dtype}`);
  return parts.join(";");
}

function expressionKey(expression: Expression, numbers: Numbers): string {
  const { kind, dtype } = expression;
  switch (kind) {
    case "constant":
      return `${kind} ${dtype} ${format(expression.value)}`;
    case "index":
      return `${kind} ${dtype} ${accessKey(expression.access)}`;
    case "load":
      return `${kind} ${dtype} ${numbers.get(expression.buffer)} ${accessKey(expression.access)}`;
    case "gather": {
      const { buffer, access, index, stride, bound, fault } = expression;
      return [kind, dtype, numbers.get(buffer), accessKey(access), index, stride, bound, fault].join(" ");
    }
    case "check": {
      const { access, index, bound, fault } = expression;
      return [kind, dtype, accessKey(access), index, bound, fault].join(" ");
    }
    case "apply": {
      const { primitive, inputs, attributes } = expression;
      return `${primitive.name} ${dtype} ${inputs.join()} ${attributesKey(attributes)}`;
    }
    case "reduced":
      return `${kind} ${dtype} ${expression.phase} ${expression.reduction}`;
  }
}

const accessKey = ({ offset, strides }: Access): string => `${offset}+${strides.join()}`;

function attributesKey(attributes: object): string {
  for (const _ in attributes) {
    // JSON has neither a negative zero nor infinities.
    return JSON.stringify(attributes, (_, value: unknown) =>
      typeof value === "number" && (Object.is(value, -0) || !Number.isFinite(value)) ? `#${format(value)}` : value,
    );
  }
  return "";
}

function format(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
