/** Builds the nodes and edges of a drawing from a traced graph and its components. Loops become nested graphs. */
import { familiesOf } from "../../graph/loops.ts";
import { type Node, topological } from "../../graph/node.ts";
import {
  type Drawn,
  type Leaf,
  type Root,
  type TracedEdge,
  type TracedGraph,
  type TracedLoop,
  tracedNode,
} from "./graph-data.ts";
import { type Inside, insideOf } from "./graph-loops.ts";
import { type Components, numberOf } from "./graph-components.ts";
import { Site } from "./graph-trace.ts";
import { sourceOf } from "../source/source.ts";

type Appearance = Pick<Drawn, "component" | "role" | "label" | "path" | "isLoop">;

/** A drawing under construction. */
export class Drawing {
  readonly #components: Components;
  readonly #isLeaf: (node: Node) => boolean;
  readonly #leaves: ReadonlyMap<Node, Leaf>;
  /** Number of surrounding loops. */
  readonly #depth: number;
  readonly #drawn = new Map<object, Drawn>();
  readonly #edges = new Map<string, TracedEdge>();
  readonly #constant = new Map<Node, boolean>();
  /** Loop-invariant nodes computed by a step but moved outside, with their loop. */
  readonly #hoisted = new Map<Node, Node>();
  #families: ReadonlyMap<Node, readonly Node[]> = new Map();
  #roots: Drawn[] = [];

  constructor(components: Components, isLeaf: (node: Node) => boolean, leaves: ReadonlyMap<Node, Leaf>, depth = 0) {
    this.#components = components;
    this.#isLeaf = (node) => leaves.has(node) || isLeaf(node);
    this.#leaves = leaves;
    this.#depth = depth;
  }

  /** Draws everything that `roots` depend on. Returns the ids of the roots. */
  draw(roots: readonly Root[]): string[] {
    const order = topological(
      roots.map(({ node }) => node),
      this.#isLeaf,
    );
    this.#families = familiesOf(order);
    this.#findHoisted(order);
    for (const node of order) {
      if (this.#isLeaf(node) || this.isConstant(node) || this.#isFolded(node)) continue;
      const drawn = this.#operation(node);
      if (!this.#hoisted.has(node)) drawn.nodes.add(node);
      for (const input of node.inputs) this.#link(input, drawn);
      if (node.body && drawn.loop === undefined && drawn.component?.kind !== "layer") drawn.loop = this.#loopOf(node);
    }
    this.#roots = roots.map(({ node, label, role }) => {
      const root = this.#add({}, { component: null, role, label }, node);
      this.#join(this.#origin(this.#resolve(node)), root, this.#shown(node));
      return root;
    });
    return this.#roots.map(({ id }) => id);
  }

  /** Returns the finished drawing. */
  graph(): TracedGraph {
    const edges = [...this.#edges.values()];
    const nodes = this.#inOrder(edges).map((drawn) => tracedNode(drawn, this.#components));
    return { nodes, edges };
  }

  /** Returns true for values that do not depend on inputs, such as numbers. */
  isConstant(node: Node): boolean {
    let known = this.#constant.get(node);
    if (known === undefined) {
      const isVariable = node.op === "input" || node.body || this.#leaves.has(node) || sourceOf(node) !== undefined;
      // A leaf may be the end of a long chain built before the trace, so its inputs are not visited.
      const isUniform = this.#isLeaf(node) ? numberOf(node) !== null : node.inputs.every((one) => this.isConstant(one));
      known = !isVariable && isUniform;
      this.#constant.set(node, known);
    }
    return known;
  }

  /** Returns true if `node` belongs to the step of a loop in this drawing. */
  isHoisted(node: Node): boolean {
    return this.#hoisted.has(node);
  }

  #isFolded(node: Node): boolean {
    return !this.#isLeaf(node) && !this.#hoisted.has(node) && this.#components.isFolded(node);
  }

  #resolve(node: Node): Node {
    let at = node;
    while (!this.isConstant(at) && this.#isFolded(at)) at = at.inputs[0]!;
    return at;
  }

  /**
   * Returns the last node of the component that `node` is drawn as: a call may end with a reshape, which determines the
   * shape.
   */
  #shown(node: Node): Node {
    const from = this.#resolve(node);
    if (this.#isLeaf(from)) return from;
    let at = node;
    while (at !== from && this.#components.of(at) !== this.#components.of(from)) at = at.inputs[0]!;
    return at;
  }

  #findHoisted(order: readonly Node[]): void {
    for (const node of order.toReversed()) {
      const owner = node.body ? node : this.#hoisted.get(node);
      if (!owner) continue;
      for (const input of node.inputs) {
        const isInner = input.origin instanceof Site && input.origin.loops > this.#depth;
        if (isInner && !this.#isLeaf(input)) this.#hoisted.set(input, owner);
      }
    }
  }

  /** Returns the drawn node of an operation. */
  #operation(node: Node): Drawn {
    const owner = this.#hoisted.get(node) ?? node;
    const component = this.#components.of(owner);
    // All results of a loop are one node, unless the loop is inside a layer.
    const isLoop = owner.body !== undefined && component.kind !== "layer";
    const key = isLoop ? this.#families.get(owner)![0]! : component;
    return this.#add(key, { component, role: "operation", label: component.label, isLoop }, node);
  }

  /** Returns the drawn node that a value comes from. */
  #origin(from: Node): Drawn {
    if (this.isConstant(from)) return this.#add(from, { component: null, role: "operation", label: "constant" }, from);
    if (!this.#isLeaf(from)) return this.#operation(from);
    const param = this.#components.paramOf(from);
    if (param !== null) {
      const { path } = param;
      return this.#add(param, { component: null, role: "parameter", label: path || "parameter", path }, from);
    }
    const { label, role } = this.#leaves.get(from) ?? { label: from.name ?? "tensor", role: "input" };
    return this.#add(from, { component: null, role, label: isDraw(from) ? "random" : label }, from);
  }

  #link(input: Node, to: Drawn): void {
    const from = this.#resolve(input);
    if (this.isConstant(from)) {
      to.constants.push(from);
      return;
    }
    const param = this.#isLeaf(from) ? this.#components.paramOf(from) : null;
    if (param !== null && (to.isLoop || to.component?.kind === "layer")) to.parameters.set(param.path, param.shape);
    // Layers and calls that draw random numbers include the draw.
    else if (!isDraw(from) || to.component?.kind === "operation")
      this.#join(this.#origin(from), to, this.#shown(input));
  }

  #join(from: Drawn, to: Drawn, value: Node): void {
    if (from === to) return;
    if (value.id > from.value.id && from.value.body === undefined) from.value = value;
    const { shape } = value;
    const back = from.component?.isGradient ? { back: true as const } : {};
    this.#edges.set(`${from.id} ${to.id} ${shape.join()}`, { from: from.id, to: to.id, shape, ...back });
  }

  #add(key: object, appearance: Appearance, value: Node): Drawn {
    let drawn = this.#drawn.get(key);
    if (!drawn) {
      const id = `n${this.#drawn.size}`;
      drawn = { id, value, nodes: new Set(), constants: [], parameters: new Map(), loop: undefined, ...appearance };
      this.#drawn.set(key, drawn);
    }
    return drawn;
  }

  #loopOf(node: Node): TracedLoop {
    const { carries, length, reverse } = node.body!;
    const used = new Set(this.#families.get(node)!.map(({ attributes }) => attributes["output"] as number));
    const inside: Inside = insideOf(node, used, this, this.#components);
    const drawing = new Drawing(this.#components, this.#isLeaf, inside.leaves, this.#depth + 1);
    const exits = drawing.draw(inside.roots);
    const entries = [...inside.outside].flatMap(([leaf, value], i) => {
      const entry = drawing.#drawn.get(leaf)?.id;
      return entry === undefined ? [] : [{ entry, value, exit: i < carries ? exits[i]! : null }];
    });
    return {
      length,
      reverse,
      step: drawing.graph(),
      carries: entries.flatMap(({ entry, exit }) => (exit === null ? [] : [[entry, exit] as const])),
      given: entries.flatMap(({ entry, value }) => {
        const from = this.#resolve(value);
        return this.isConstant(from) ? [] : [[entry, this.#origin(from).id] as const];
      }),
    };
  }

  /** Returns the nodes in topological order, close to the order of the roots. */
  #inOrder(edges: readonly TracedEdge[]): Drawn[] {
    const byId = new Map([...this.#drawn.values()].map((drawn) => [drawn.id, drawn]));
    const sources = new Map<string, string[]>();
    for (const { from, to } of edges) sources.set(to, [...(sources.get(to) ?? []), from]);
    const placed = new Set<string>();
    const stack = [...this.#roots, ...this.#drawn.values()].map(({ id }) => id).reverse();
    while (stack.length > 0) {
      const id = stack.at(-1)!;
      const waiting = placed.has(id) ? [] : (sources.get(id) ?? []).filter((from) => !placed.has(from));
      if (waiting.length > 0) {
        stack.push(...waiting.reverse());
        continue;
      }
      placed.add(id);
      stack.pop();
    }
    return [...placed].map((id) => byId.get(id)!);
  }
}

/** Returns true for the key of a random draw. */
function isDraw({ op, name }: Node): boolean {
  return op === "input" && name?.startsWith("random ") === true;
}
