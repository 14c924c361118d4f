/**
 * Simplifies a graph: constant folding, algebra, value numbering and dead code elimination. Values stay the same up to
 * rounding. Merged nodes keep the first origin.
 */
import { literal, roundTo } from "../../base/dtype.ts";
import { sameShape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, nodesOf, mapRoots } from "../../graph/graph.ts";
import type { Body, Node } from "../../graph/node.ts";
import type { CompilerOptions } from "../ir/options.ts";
import { joinRules } from "./join-gradients.ts";
import { filled, type RuleTable, rewritten, scalarOf, withInputs } from "../ir/rule.ts";
import { rules } from "./algebra.ts";
import { sumRules } from "./factor-sums.ts";
import { tableRules } from "./table-products.ts";

/** Rules for every program, in the order in which they are tried. */
const tables: readonly RuleTable[] = [rules, joinRules, sumRules, tableRules];

/** Options of `simplify`. */
export interface SimplifyOptions extends Pick<CompilerOptions, "training"> {
  /** Keeps narrow products and sums over windows, so that later stages can recognize convolutions. */
  readonly keepsProducts?: boolean;
}

/** Simplifies a graph with the rules for every program and those of `features`. */
export function simplify(graph: Graph, options: SimplifyOptions, features: readonly { rules?: RuleTable }[]): Graph {
  const all = [...tables, ...features.flatMap(({ rules }) => (rules ? [rules] : []))];
  const replaced = new Map<Node, Node>();
  const numbering = new Map<string, Node>();
  const bodies: Body[] = [];
  const number = (node: Node): Node => {
    if (node.op === "input") return node;
    if (node.body && !bodies.includes(node.body)) bodies.push(node.body);
    const loop = node.body ? bodies.indexOf(node.body) : "";
    let key = `${node.op}${loop}|${attributesText(node)}`;
    for (const { id } of node.inputs) key += `,${id}`;
    const known = numbering.get(key);
    if (!known) numbering.set(key, node);
    return known ?? node;
  };
  // Rules may build nodes that can be simplified further. The recursion is shallow, because their inputs are already
  // simplified.
  const normalize = (node: Node): Node => {
    const known = replaced.get(node);
    if (known) return known;
    const rebuilt = withInputs(node, node.inputs.map(normalize));
    const rewritten = rewrite(rebuilt, options, all);
    const result = rewritten === rebuilt ? number(rebuilt) : normalize(rewritten);
    replaced.set(node, result);
    replaced.set(result, result);
    return result;
  };
  for (const node of nodesOf(graph)) normalize(node);
  return mapRoots(graph, (node) => replaced.get(node)!);
}

function attributesText({ op, attributes, dtype }: Node): string {
  if (op === "const") return `${dtype} ${literal(attributes["value"] as number)}`;
  for (const _ in attributes) return JSON.stringify(attributes);
  return "";
}

function rewrite(node: Node, options: SimplifyOptions, tables: readonly RuleTable[]): Node {
  if (node.op === "training") return build.constant(options.training ? 1 : 0, "bool");
  if (options.keepsProducts && (node.op === "dot" || node.op === "fold")) return node;
  const { primitive } = node;
  if (primitive.elementwise) {
    const folded = foldConstants(node);
    if (folded) return folded;
    const stripped = stripRepeatedConstants(node);
    if (stripped !== node) return rewrite(stripped, options, tables);
  }
  return rewritten(node, tables) ?? node;
}

function foldConstants(node: Node): Node | null {
  const { primitive } = node;
  if (!primitive.elementwise || node.op === "customGrad" || node.op === "detach" || node.inputs.length === 0)
    return null;
  const values: number[] = [];
  for (const input of node.inputs) {
    const value = scalarOf(input);
    if (value === null) return null;
    values.push(value);
  }
  const value = roundTo(node.dtype, primitive.value(values, node.attributes, node.dtype));
  return filled(value, node.dtype, node);
}

/** Replaces repeated constants by scalars if another operand has the full shape; elementwise operations broadcast. */
function stripRepeatedConstants(node: Node): Node {
  if (
    node.inputs.length < 2 ||
    !node.inputs.some((input) => sameShape(input.shape, node.shape) && scalarOf(input) === null)
  ) {
    return node;
  }
  const inputs = node.inputs.map((input) => {
    const value = input.op === "const" ? null : scalarOf(input);
    return value === null ? input : build.constant(value, input.dtype);
  });
  return withInputs(node, inputs);
}
