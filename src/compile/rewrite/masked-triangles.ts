/**
 * Finds triangles of matrices that a product can skip. A mask that compares two positions, such as a causal mask, hides
 * a triangle of the result or makes a triangle of an operand zero. Looks at nodes only.
 */
import { sameShape, type Shape, sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import type { Triangle } from "../ir/program.ts";
import { scalarOf } from "../ir/rule.ts";

/** One side of a diagonal of the last two axes: column > row + offset above it, column < row + offset below it. */
type Side = Pick<Triangle, "side" | "offset">;

/** Returns the triangles that a dot need not read or compute. `readers` are the nodes that read the dot. */
export function trianglesOf(dot: Node, readers: readonly Node[]): Triangle[] {
  const { batch, contract } = dot.attributes as { batch: number; contract: number };
  const [x, y] = dot.inputs as [Node, Node];
  if (contract !== 1 || x.shape.length !== batch + 2 || y.shape.length !== batch + 2) return [];
  const found = [
    { of: "a" as const, at: zeroSide(x) },
    { of: "b" as const, at: zeroSide(y) },
    { of: "out" as const, at: hiddenSide(dot, readers) },
  ];
  return found.flatMap(({ of, at }) => (at === null ? [] : [{ of, ...at }]));
}

/** Returns the triangle in which `node` is zero, or null. */
function zeroSide(node: Node): Side | null {
  if (node.op === "permute") {
    const order = node.attributes["order"] as readonly number[];
    const rank = order.length;
    const swapped = order.map((_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
    const side = order.every((axis, i) => axis === swapped[i]) ? zeroSide(node.inputs[0]!) : null;
    return side && transposed(side);
  }
  if (node.op !== "where") return null;
  const [condition, x, y] = node.inputs as [Node, Node, Node];
  const side = trueSide(condition, node.shape);
  if (side === null) return null;
  if (scalarOf(x) === 0) return side;
  return scalarOf(y) === 0 ? complement(side) : null;
}

/** Returns the triangle of `node` that no reader uses, or null. */
function hiddenSide(node: Node, readers: readonly Node[]): Side | null {
  const sides = readers.map((reader) => {
    if (reader.op !== "where" || !sameShape(reader.shape, node.shape)) return null;
    const [condition, x, y] = reader.inputs as [Node, Node, Node];
    const side = x === y || condition === node ? null : trueSide(condition, node.shape);
    return side && (x === node ? complement(side) : side);
  });
  const [first] = sides;
  const isAlike = sides.every((side) => side !== null && side.side === first!.side && side.offset === first!.offset);
  return first && isAlike ? first : null;
}

const complement = ({ side, offset }: Side): Side =>
  side === "above" ? { side: "below", offset: offset + 1 } : { side: "above", offset: offset - 1 };

const transposed = ({ side, offset }: Side): Side => ({ side: side === "above" ? "below" : "above", offset: -offset });

/**
 * Returns the triangle in which a comparison of row and column is true, or null. Each index must span its whole axis of
 * `shape`.
 */
function trueSide(condition: Node, shape: Shape): Side | null {
  if (condition.op !== "less") return null;
  const [x, y] = condition.inputs.map(positionOf) as [Position | null, Position | null];
  if (!x || !y || [x, y].some(({ axis, length }) => shape.at(axis) !== length)) return null;
  if (x.axis === -2 && y.axis === -1) return { side: "above", offset: x.offset - y.offset };
  return x.axis === -1 && y.axis === -2 ? { side: "below", offset: y.offset - x.offset } : null;
}

/** Index of an element along one axis plus a constant. The axis is negative: -1 is the last one. */
interface Position {
  readonly axis: number;
  /** Number of indices. If the index is repeated along its axis, it is not a position. */
  readonly length: number;
  readonly offset: number;
}

function positionOf(node: Node): Position | null {
  if (node.op === "iota") return { axis: -1, length: node.shape[0]!, offset: 0 };
  const inner = node.inputs.length > 0 ? positionOf(node.inputs[0]!) : null;
  if (inner === null) return null;
  switch (node.op) {
    case "add": {
      const constant = scalarOf(node.inputs[1]!);
      return constant === null ? null : { ...inner, offset: inner.offset + constant };
    }
    case "reshape": {
      const long = node.shape.flatMap((length, axis) => (length === 1 ? [] : [axis - node.shape.length]));
      const isSame = long.length === 1 && sizeOf(node.shape) === inner.length;
      return isSame ? { ...inner, axis: long[0]! } : null;
    }
    case "expand":
      return inner;
    default:
      return null;
  }
}
