/**
 * Einstein summation: "b i d, b j d -> b i j". Index names are words separated by spaces; indices that the result does
 * not name are summed over. Each pair of operands becomes one `dot`, or a product with broadcasting if nothing is
 * contracted.
 */
import { operandOf } from "../../base/build.ts";
import { ArgumentError, ShapeError } from "../../base/errors.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { describe, toCommonType } from "./operand.ts";

type Names = readonly string[];

const example = 'A formula names the axes of each tensor and of the result: "b i d, b j d -> b i j".';

/** A value and the names of its axes. */
interface Term {
  readonly node: Node;
  readonly names: Names;
}

/** Returns the value of the einsum `formula` for `nodes`. Operands are contracted from left to right. */
export function contract(formula: string, nodes: readonly Node[]): Node {
  if (typeof formula !== "string")
    throw new ArgumentError(`einsum was given ${describe(formula)} as its formula`, { rule: example });
  const { inputs, result } = parse(formula, nodes.length);
  const terms = inputs.map((names, i): Term => ({ names, node: nodes[i]! }));
  checkLengths(formula, terms, result);
  let [left, ...rest] = terms as [Term, ...Term[]];
  while (rest.length > 0) {
    const [right, ...others] = rest as [Term, ...Term[]];
    const kept = new Set([...result, ...others.flatMap(({ names }) => names)]);
    left = pair(left, right, kept);
    rest = others;
  }
  return arrange(sumOut(left, new Set(result)), result);
}

function parse(formula: string, count: number): { inputs: Names[]; result: Names } {
  const sides = formula.split("->");
  const words = (text: string) => text.split(" ").filter((word) => word !== "");
  const inputs = sides[0]!.split(",").map(words);
  const all = [...inputs, words(sides[1] ?? "")];
  const odd = all.flat().find((word) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(word));
  const twice = all.find((names) => new Set(names).size !== names.length);
  const problem =
    sides.length !== 2
      ? "must have one arrow"
      : odd !== undefined
        ? `has an index called "${odd}"`
        : twice
          ? `names an axis twice in "${twice.join(" ")}"`
          : inputs.length !== count
            ? `describes ${inputs.length} tensors, but ${count} were given`
            : null;
  if (problem === null) return { inputs, result: all.at(-1)! };
  throw new ArgumentError(`einsum: "${formula}" ${problem}`, {
    rule: example,
  });
}

function checkLengths(formula: string, terms: readonly Term[], result: Names): void {
  const operands = terms.map(({ node, names }) => operandOf(node, `"${names.join(" ")}"`));
  const lengths = new Map<string, number>();
  for (const { node, names } of terms) {
    if (names.length !== node.shape.length) {
      throw new ShapeError(`einsum: "${names.join(" ")}" names ${names.length} axes of ${node.shape.length}`, {
        operands,
        rule: "Every axis must have a name.",
      });
    }
    names.forEach((name, axis) => {
      const length = node.shape[axis]!;
      const known = lengths.get(name) ?? length;
      if (known !== length) {
        throw new ShapeError(`einsum: axis ${name} is ${known} in one place and ${length} in another`, {
          operands,
          rule: `Axes with the same name in "${formula}" must match.`,
        });
      }
      lengths.set(name, length);
    });
  }
  const unknown = result.find((name) => !lengths.has(name));
  if (unknown === undefined) return;
  throw new ArgumentError(`einsum: "${formula}" has axis ${unknown} in the result only`, {
    rule: "It must be an axis of a tensor too.",
  });
}

/**
 * Returns the product of two terms, summed over all axes not in `kept`. The result has the shared axes first, then
 * those of the left term, then those of the right term.
 */
function pair(first: Term, second: Term, kept: ReadonlySet<string>): Term {
  const left = sumOut(first, new Set([...kept, ...second.names]));
  const right = sumOut(second, new Set([...kept, ...first.names]));
  const shared = left.names.filter((name) => right.names.includes(name));
  const batch = shared.filter((name) => kept.has(name));
  const contracted = shared.filter((name) => !kept.has(name));
  const m = left.names.filter((name) => !shared.includes(name));
  const n = right.names.filter((name) => !shared.includes(name));
  const names = [...batch, ...m, ...n];
  const [x, y] = toCommonType(left.node, right.node);
  if (contracted.length === 0) {
    return {
      names,
      node: build.mul(aligned({ node: x, names: left.names }, names), aligned({ node: y, names: right.names }, names)),
    };
  }
  const a = arrange({ node: x, names: left.names }, [...batch, ...m, ...contracted]);
  const b = arrange({ node: y, names: right.names }, [...batch, ...n, ...contracted]);
  return { names, node: build.dot(a, b, batch.length, contracted.length) };
}

/** Returns the term summed over all axes not in `needed`. */
function sumOut({ node, names }: Term, needed: ReadonlySet<string>): Term {
  const axes = names.flatMap((name, axis) => (needed.has(name) ? [] : [axis]));
  if (axes.length === 0) return { node, names };
  const keep = (_: unknown, axis: number) => !axes.includes(axis);
  return { node: build.reshape(build.reduceSum(node, axes), node.shape.filter(keep)), names: names.filter(keep) };
}

/** Returns the node with its axes in the order of `names`, a permutation of the term's names. */
function arrange(term: Term, names: Names): Node {
  if (names.every((name, i) => name === term.names[i])) return term.node;
  return build.permute(
    term.node,
    names.map((name) => term.names.indexOf(name)),
  );
}

/** Returns the node with its axes in the order of `names`. Axes that the term lacks have length 1. */
function aligned(term: Term, names: Names): Node {
  const own = names.filter((name) => term.names.includes(name));
  const shape = names.map((name) => (own.includes(name) ? term.node.shape[term.names.indexOf(name)]! : 1));
  return build.reshape(arrange(term, own), shape);
}
