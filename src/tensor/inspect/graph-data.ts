/** What a drawing of a graph consists of, as plain data, and how its nodes are described. */
import type { DType } from "../../base/dtype.ts";
import { type Shape, formatShape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { type Component, type Components, numberOf } from "./graph-components.ts";

export type TracedRole = "input" | "parameter" | "operation" | "output" | "state";

/** Plain data: nodes and edges of a function, as `graphOf` sees it. */
export interface TracedGraph {
  /** Each comes after those that it reads. */
  readonly nodes: readonly TracedNode[];
  readonly edges: readonly TracedEdge[];
}

export interface TracedNode {
  readonly id: string;
  /** An operation, a layer such as `Linear(784, 256)`, a parameter's path, or what a value is called. */
  readonly label: string;
  /** A state is what a step of a loop hands on, or what a step of training assigns. */
  readonly role: TracedRole;
  /** Of the value that leaves the node. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** The shape for people, behind what else there is to say, line by line. */
  readonly detail: string;
  /** The path of the module that it stands in. */
  readonly group?: string;
  /** Of a layer or a parameter. */
  readonly path?: string;
  /** What a layer or a loop uses. */
  readonly parameters?: readonly { readonly path: string; readonly shape: Shape }[];
  /** It computes a derivative. */
  readonly gradient?: true;
  /** Of a `scan`. */
  readonly loop?: TracedLoop;
}

export interface TracedEdge {
  readonly from: string;
  readonly to: string;
  readonly shape: Shape;
  /** What flows along it is a derivative. */
  readonly back?: true;
}

/** What a loop repeats. Laid end to end by `carries`, as many steps as wanted are the loop unrolled. */
export interface TracedLoop {
  readonly length: number;
  readonly reverse: boolean;
  readonly step: TracedGraph;
  /** The nodes of the step that a carry comes in by and leaves by. */
  readonly carries: readonly (readonly [entry: string, exit: string])[];
  /**
   * Which node outside gives a node of the step its value: a carry its first one, others one of each turn, or the same at
   * all turns. What begins with a constant, such as zeros, is left out.
   */
  readonly given: readonly (readonly [inside: string, outside: string])[];
}

/** A node while the drawing is made. */
export interface Drawn {
  readonly id: string;
  readonly component: Component | null;
  readonly role: TracedRole;
  readonly label: string;
  readonly path?: string;
  readonly isLoop?: boolean;
  /** What leaves it. */
  value: Node;
  /** The operations that are drawn as this node. */
  readonly nodes: Set<Node>;
  readonly constants: Node[];
  readonly parameters: Map<string, Shape>;
  loop: TracedLoop | undefined;
}

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

/** What the last operation of the node was named. */
function nameOf({ nodes }: Drawn, components: Components): string | undefined {
  return [...nodes].map((node) => components.nameOf(node)).findLast((name) => name !== undefined);
}

/** The numbers beside the one operation of a node, as in `mul 2`. */
function numbersOf({ component, isLoop, nodes, constants }: Drawn): string {
  const isPlain = component?.kind === "operation" || (component?.kind === "call" && !component.isGradient);
  if (!isPlain || isLoop || nodes.size !== 1) return "";
  const numbers = constants.map(numberOf).filter((number) => number !== null);
  return numbers.map((number) => ` ${Number(number.toPrecision(4))}`).join("");
}

/** A result of the graph, and how it is shown. */
export interface Root {
  readonly node: Node;
  readonly label: string;
  readonly role: "output" | "state";
}

/** A value that the graph is given, and how it is shown. */
export interface Leaf {
  readonly label: string;
  readonly role: "input" | "state";
}
