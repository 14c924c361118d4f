/** graphOf(): a function as nodes and edges for drawings, at the level of layers or of operations. */
import { isFloat } from "../../base/dtype.ts";
import { ArgumentError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import { gradients } from "../../grad/reverse.ts";
import { build } from "../../graph/builder.ts";
import { type Node, topological } from "../../graph/node.ts";
import type { Leaf, Root, TracedGraph } from "./graph-data.ts";
import { Drawing } from "./graph-drawing.ts";
import { Components } from "./graph-components.ts";
import { type Traced, traceWithSites } from "./graph-trace.ts";
import { scalar } from "../derive/gradients.ts";
import { Lazy, nodeOf } from "../value/lazy.ts";
import { Module } from "../module/module.ts";
import { formOf, isPlain, mapLeaves } from "../value/argument-form.ts";
import { describe } from "../value/operand.ts";
import { Param } from "../module/param.ts";
import { Argument, inputOf, sourceOf } from "../source/source.ts";
import { tensorOf } from "../value/tensor.ts";
import { forbidInTrace } from "../source/trace.ts";

/** Options of `graphOf`. */
export interface GraphOptions {
  /**
   * "modules" draws each layer as one node with its parameters, and each call such as x.softmax() as one node. Modules
   * that only combine others are groups; their own operations, such as residual additions, are visible. "operations"
   * draws every primitive. Reshapes and conversions are omitted at both levels. Default "modules".
   */
  readonly level?: "modules" | "operations";
  /**
   * Also draws the gradients of the scalar returned by the function, with respect to its arguments and trainable
   * parameters. Default false.
   */
  readonly gradients?: boolean;
  /**
   * Names of the arguments, in order. Default: the names of the tensors, else `input`, or `input 0`, `input 1`, … for
   * several arguments.
   */
  readonly names?: readonly string[];
  /** Paths of modules to draw with their contents instead of as one node. */
  readonly open?: readonly string[];
  /** Paths of modules to draw as one node instead of with their contents. */
  readonly closed?: readonly string[];
}

const kinds = { level: "string", gradients: "boolean", names: "array", open: "array", closed: "array" } as const;

/**
 * Returns the graph of `fn`, a function of tensors or a module, as plain data for drawings. `rest` are arguments as for
 * a compiled function, optionally followed by options. Only shapes and types matter: nothing is computed. A `scan` is
 * one node that contains the graph of its step. Assignments are drawn as states, at the level "operations" only.
 *
 * Throws an ArgumentError if `fn` is neither a function nor a module, and a ShapeError if `gradients` is true and the
 * result is not a scalar.
 */
export function graphOf<Arguments extends unknown[]>(
  fn: ((...args: Arguments) => unknown) | (Module & { forward(...args: Arguments): unknown }),
  ...rest: [...args: Arguments] | [...args: Arguments, options: GraphOptions]
): TracedGraph {
  forbidInTrace("graphOf was called", "Call it outside, on the function that you compile.");
  const isModule = fn instanceof Module;
  if (!isModule && typeof fn !== "function") {
    throw new ArgumentError(`graphOf was given ${describe(fn)}`, {
      rule: "It must be a function of tensors or a module.",
    });
  }
  const call = (isModule ? fn.forward : fn) as (...given: unknown[]) => unknown;
  // The wrapped `forward` of an instance has no parameter count, so it is taken from the prototype.
  const { length } = isModule ? (Object.getPrototypeOf(fn) as typeof fn).forward : fn;
  const last: unknown = rest.at(-1);
  const hasOptions = isOptions(last, rest.length > length);
  const options = readOptions<GraphOptions>("graphOf", hasOptions ? last : {}, kinds);
  const args: readonly unknown[] = hasOptions ? rest.slice(0, -1) : rest;
  checkLevel(options);
  const leaves = new Map<Node, Leaf>();
  const traced = traceWithSites(() => {
    const place = (i: number) => (args.length > 1 ? `input ${i}` : "input");
    const result = call(...args.map((arg, i) => standIns(arg, options.names?.[i], place(i), leaves)));
    return options.gradients ? withGradients(result, leaves) : rootsOf(result, "output");
  });
  return drawn(traced, leaves, options);
}

function drawn(traced: Traced<Root[]>, leaves: ReadonlyMap<Node, Leaf>, options: GraphOptions) {
  const { level = "modules", open = [], closed = [] } = options;
  const operations = level === "operations";
  const { result, assigned, firstNode } = traced;
  const roots = result.map((root) => {
    const name = root.node.origin && traced.names.get(root.node.origin);
    return root.label === "output" && name ? { ...root, label: name } : root;
  });
  const states = assigned.map(([param, node]): Root => ({ node, label: (param as Param).path, role: "state" }));
  const all = operations ? [...roots, ...states] : roots;
  const isLeaf = (node: Node) => node.id < firstNode || node.op === "input" || sourceOf(node) !== undefined;
  const nodes = all.map(({ node }) => node);
  const drawing = new Drawing(new Components(nodes, isLeaf, { operations, open, closed }, traced), isLeaf, leaves);
  drawing.draw(all);
  return drawing.graph();
}

/**
 * Replaces the data of an argument by input nodes, and records their labels: `name`, the tensor's own name, or the
 * position.
 */
function standIns(arg: unknown, name: string | undefined, place: string, leaves: Map<Node, Leaf>): unknown {
  return mapLeaves(formOf(arg, name ?? place, "graphOf"), arg, (leaf, form) => {
    const own = leaf instanceof Lazy && name === undefined ? leaf.node.name : undefined;
    const label = own ?? form.name;
    const node = inputOf(new Argument(label, "the function of graphOf"), form.shape, form.dtype, label);
    leaves.set(node, { label, role: "input" });
    return tensorOf(node);
  });
}

/** Returns the tensors of a result, labeled by the fields that lead to them. */
function rootsOf(value: unknown, label: string): Root[] {
  if (value instanceof Lazy) return [{ node: value.node, label, role: "output" }];
  const inner = (key: string) => (label === "output" ? key : `${label}.${key}`);
  if (Array.isArray(value)) return value.flatMap((item, i) => rootsOf(item, inner(String(i))));
  if (isPlain(value)) return Object.entries(value).flatMap(([key, item]) => rootsOf(item, inner(key)));
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return [];
  throw new ArgumentError(
    `the function of graphOf returned ${value instanceof Promise ? "a promise" : describe(value)}`,
    {
      rule: "It must return tensors, or arrays or plain objects of them.",
    },
  );
}

/** Returns the loss and its gradients with respect to the arguments and trainable parameters that it depends on. */
function withGradients(result: unknown, leaves: ReadonlyMap<Node, Leaf>): Root[] {
  const loss = scalar(
    nodeOf(result, "graphOf", "a function that returns a scalar tensor if gradients is true"),
    "graphOf",
  );
  const targets = topological([loss], (node) => sourceOf(node) !== undefined).filter((node) => {
    const source = sourceOf(node);
    return isFloat(node.dtype) && (leaves.has(node) || (source instanceof Param && source.trainable));
  });
  const slopes = gradients([loss], [build.constant(1, "f32")], targets);
  const roots = targets.flatMap((target, i): Root[] => {
    const slope = slopes[i];
    const name = leaves.get(target)?.label ?? target.name ?? "parameter";
    return slope ? [{ node: slope, label: `∂loss/∂${name}`, role: "output" }] : [];
  });
  return [{ node: loss, label: "loss", role: "output" }, ...roots];
}

/**
 * Distinguishes options from an argument that is a plain object. `left` is true if the function has no parameter for
 * `value`.
 */
function isOptions(value: unknown, left: boolean): value is GraphOptions {
  if (!isPlain(value)) return false;
  const entries = Object.entries(value);
  const isNamed = entries.length > 0 && entries.every(([key]) => Object.hasOwn(kinds, key));
  return (left || isNamed) && !entries.some(([, item]) => item instanceof Lazy);
}

function checkLevel({ level }: GraphOptions): void {
  if (level === undefined || level === "modules" || level === "operations") return;
  throw new ArgumentError(`graphOf was given ${describe(level)} as its level`, {
    rule: 'It must be "modules" or "operations".',
  });
}
