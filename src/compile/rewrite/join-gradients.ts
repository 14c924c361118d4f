/**
 * Rewrites a sum of zero-padded parts, disjoint along one axis, as one concatenation. The gradient of a split value is
 * then built without adding zeros. Looks at single nodes, not at whole graphs.
 */
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { filled, scalarOf, type Rule, type RuleTable } from "../ir/rule.ts";

/** A part of the array starting at index `start` of `axis`. The rest is zero. */
interface Piece {
  readonly axis: number;
  readonly start: number;
  readonly node: Node;
}

const joinParts: Rule = (sum, [x, y]) => {
  const both = [piecesOf(x!), piecesOf(y!)];
  const [left, right] = both;
  if (!left || !right || x!.shape.join() !== y!.shape.join()) return null;
  const all = [...left, ...right].sort((a, b) => a.start - b.start);
  const axis = all[0]!.axis;
  const isApart = all.every((part, i) => i === 0 || endOf(all[i - 1]!) <= part.start);
  if (!isApart || all.some((part) => part.axis !== axis)) return null;
  const pieces: Node[] = [];
  let end = 0;
  const fillTo = (start: number) => {
    if (start > end) pieces.push(filled(0, sum.dtype, { shape: sum.shape.with(axis, start - end) }));
  };
  for (const part of all) {
    fillTo(part.start);
    pieces.push(part.node);
    end = endOf(part);
  }
  fillTo(sum.shape[axis]!);
  return build.concat(pieces, axis);
};

const endOf = ({ axis, start, node }: Piece): number => start + node.shape[axis]!;

function piecesOf({ op, inputs, attributes }: Node): Piece[] | null {
  if (op === "pad") {
    const [before, after] = [attributes["before"], attributes["after"]] as [readonly number[], readonly number[]];
    const padded = before.flatMap((width, axis) => (width + after[axis]! > 0 ? [axis] : []));
    return padded.length === 1 ? [{ axis: padded[0]!, start: before[padded[0]!]!, node: inputs[0]! }] : null;
  }
  if (op !== "concat") return null;
  const axis = attributes["axis"] as number;
  let end = 0;
  return inputs.flatMap((node) => {
    const start = end;
    end += node.shape[axis]!;
    return scalarOf(node) === 0 ? [] : [{ axis, start, node }];
  });
}

export const joinRules: RuleTable = { add: joinParts };
