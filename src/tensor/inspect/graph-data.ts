/** The data of a graph drawing, and the descriptions of its nodes. */
import type { DType } from "../../base/dtype.ts";
import { type Shape, formatShape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { type Component, type Components, numberOf } from "./graph-components.ts";

/** The role of a node: input, parameter, operation, output, or state. */
export type TracedRole = "input" | "parameter" | "operation" | "output" | "state";

/** A function as a graph, returned by `graphOf`: plain, serializable data. */
export interface TracedGraph {
  /** Nodes in topological order: each comes after the nodes that it reads. */
  readonly nodes: readonly TracedNode[];
  readonly edges: readonly TracedEdge[];
}

/** A node: an operation, a layer, an input, a parameter, an output or a state. */
export interface TracedNode {
  readonly id: string;
  /** An operation, a layer such as `Linear(784, 256)`, the path of a parameter, or the name of a value. */
  readonly label: string;
  /** "state" marks values that one step of a loop passes to the next, or that a training step assigns. */
  readonly role: TracedRole;
  /** Shape of the node's result. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** Text for readers: one line each for the operation of a named value, the length of a loop, and the shape. */
  readonly detail: string;
  /** Path of the module that contains the node. */
  readonly group?: string;
  /** Path of a layer or a parameter. */
  readonly path?: string;
  /** Parameters used by a layer or a loop. */
  readonly parameters?: readonly { readonly path: string; readonly shape: Shape }[];
  /** Present if the node computes a derivative. */
  readonly gradient?: true;
  /** The body of a `scan`. */
  readonly loop?: TracedLoop;
}

/** An edge: a value passed from node `from` to node `to`. */
export interface TracedEdge {
  readonly from: string;
  readonly to: string;
  readonly shape: Shape;
  /** Present if the value is a derivative. */
  readonly back?: true;
}

/** The body of a loop. Copies connected by `carries` are the unrolled loop. */
/** Number of steps. */
export interface TracedLoop {
  /** True if the loop runs from the last element to the first. */
  readonly length: number;
  readonly reverse: boolean;
  /** The graph of one step. */
  readonly step: TracedGraph;
  /** Pairs of node ids in `step`: a carry's entry, and its exit to the next step. */
  readonly carries: readonly (readonly [entry: string, exit: string])[];
  /**
   * Pairs of ids: a node of `step`, and the outer node that provides its value (initial value of a carry, elements of a
   * stack, or a constant of all steps). Values made of constants, such as zeros, are omitted.
   */
  readonly given: readonly (readonly [inside: string, outside: string])[];
}

/** A node under construction. */
export interface Drawn {
  readonly id: string;
  readonly component: Component | null;
  readonly role: TracedRole;
  readonly label: string;
  readonly path?: string;
  readonly isLoop?: boolean;
  /** The value that leaves it. */
  value: Node;
  /** Operations drawn as this node. */
  readonly nodes: Set<Node>;
  readonly constants: Node[];
  readonly parameters: Map<string, Shape>;
  loop: TracedLoop | undefined;
}

/** Returns the finished node. */
export function tracedNode(drawn: Drawn, components: Components): TracedNode {
  const { id, component, role, path = component?.path, value, parameters, loop } = drawn;
  const { shape, dtype } = value;
  const name = component === null || component.kind === "layer" ? undefined : nameOf(drawn, components);
  const what = drawn.label + numbersOf(drawn);
  const turns = loop && `${loop.length} times${loop.reverse ? ", backwards" : ""}`;
  return {
    id,
    label: name ?? what,
    role,
    shape,
    dtype,
    detail: [name && what, turns, formatShape(shape)].filter(Boolean).join("\n"),
    ...(component?.group && !component.isGradient ? { group: component.group } : {}),
    ...(path ? { path } : {}),
    ...(parameters.size > 0 ? { parameters: [...parameters].map(([of, size]) => ({ path: of, shape: size })) } : {}),
    ...(component?.isGradient ? { gradient: true as const } : {}),
    ...(loop ? { loop } : {}),
  };
}

/** Returns the name of the last named operation in the node. */
function nameOf({ nodes }: Drawn, components: Components): string | undefined {
  return [...nodes].map((node) => components.nameOf(node)).findLast((name) => name !== undefined);
}

/** Returns the constant operands of a node with a single operation, as in `mul 2`. */
function numbersOf({ component, isLoop, nodes, constants }: Drawn): string {
  const isPlain = component?.kind === "operation" || (component?.kind === "call" && !component.isGradient);
  if (!isPlain || isLoop || nodes.size !== 1) return "";
  const numbers = constants.map(numberOf).filter((number) => number !== null);
  return numbers.map((number) => ` ${Number(number.toPrecision(4))}`).join("");
}

/** A result of the graph, with its appearance. */
export interface Root {
  readonly node: Node;
  readonly label: string;
  readonly role: "output" | "state";
}

/** A given value of the graph, with its appearance. */
export interface Leaf {
  readonly label: string;
  readonly role: "input" | "state";
}
