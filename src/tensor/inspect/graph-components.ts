/**
 * Assigns nodes to the components of a drawing: a whole layer, one call such as `softmax`, or a single operation.
 * Independent of edges.
 */
import { type Body, type Node, type Origin, topological } from "../../graph/node.ts";
import { type Call, Site, type Traced } from "./graph-trace.ts";
import { Param } from "../module/param.ts";
import { Paths } from "../module/paths.ts";
import { sourceOf } from "../source/source.ts";
import type { Scope } from "../source/trace.ts";

/** The options of `graphOf` that determine components. */
export interface ComponentOptions {
  /** Makes every operation a component, without layers and calls. */
  readonly operations: boolean;
  /** Paths of modules to draw with their contents. */
  readonly open: readonly string[];
  /** Paths of modules to draw as one node. */
  readonly closed: readonly string[];
}

/** A component of a drawing. */
export interface Component {
  readonly kind: "layer" | "call" | "operation";
  readonly label: string;
  /** The path of the module. Layers only. */
  readonly path?: string;
  /** The path of the surrounding module, or empty. */
  readonly group: string;
  readonly isGradient: boolean;
}

/** Operations that only move or convert elements. */
const passThrough = new Set(["reshape", "expand", "permute", "cast", "customGrad"]);

/** Returns the number that fills `node`, or null if `node` is not such a constant. */
export function numberOf(node: Node): number | null {
  let at = node;
  while (passThrough.has(at.op)) at = at.inputs[0]!;
  return at.op === "const" ? (at.attributes["value"] as number) : null;
}

/** The components of all nodes of a graph. */
export class Components {
  readonly #options: ComponentOptions;
  readonly #names: ReadonlyMap<Origin, string>;
  readonly #paths = new Paths();
  readonly #pathOf = new Map<Scope, string>();
  /** The modules that ran inside each running module. */
  readonly #inner = new Map<Scope, Set<Scope>>();
  /** Modules that use a parameter directly. */
  readonly #users = new Set<Scope>();
  readonly #outermost = new Set<Scope>();
  readonly #isLayer = new Map<Scope, boolean>();
  /** Captured values of loop bodies: from the input of the body to the node outside. */
  readonly #given = new Map<Node, Node>();
  readonly #byKey = new Map<object, Component[]>();

  /** Visits all nodes that `roots` depend on, up to the leaves. */
  constructor(
    roots: readonly Node[],
    isLeaf: (node: Node) => boolean,
    options: ComponentOptions,
    { names, runs }: Pick<Traced<unknown>, "names" | "runs">,
  ) {
    this.#options = options;
    this.#names = names;
    this.#number(runs);
    this.#visit(roots, isLeaf, new Set());
  }

  /** Returns the component of `node`: the same object for all nodes of one component. */
  of(node: Node): Component {
    const { origin, op } = node;
    if (!(origin instanceof Site)) return this.#component(node, 0, () => ({ kind: "operation", label: op, group: "" }));
    const { scopes, call, order } = origin;
    const layer = this.#layerIn(scopes, call);
    if (layer >= 0) {
      const label = String(scopes[layer]!.module);
      const path = this.#pathOf.get(scopes[layer]!)!;
      const group = this.#groupOf(scopes.slice(0, layer));
      return this.#component(scopes[layer]!, order, () => ({ kind: "layer", label, path, group }));
    }
    if (call === null || this.#options.operations) {
      return this.#component(node, order, () => ({ kind: "operation", label: op, group: this.#groupOf(scopes) }));
    }
    const group = this.#groupOf(scopes.slice(0, call.depth));
    return this.#component(call, order, () => ({ kind: "call", label: call.name, group }));
  }

  /** Returns the name given by `named`, if any. */
  nameOf({ origin }: Node): string | undefined {
    return origin === null ? undefined : this.#names.get(origin);
  }

  /** Returns true if `node` is omitted and its readers are drawn as readers of its first input. */
  isFolded(node: Node): boolean {
    return passThrough.has(node.op) && this.nameOf(node) === undefined && this.of(node).kind !== "layer";
  }

  /** Returns the parameter whose value is `node`, also inside loop bodies, or null. */
  paramOf(node: Node): Param | null {
    const source = sourceOf(this.#given.get(node) ?? node);
    return source instanceof Param ? source : null;
  }

  #component(key: object, order: number, make: () => Omit<Component, "isGradient">): Component {
    let known = this.#byKey.get(key);
    if (!known) this.#byKey.set(key, (known = []));
    if (known[order] === undefined) {
      const component = make();
      const label = order > 0 && !this.#options.operations ? `∇ ${component.label}` : component.label;
      known[order] = { ...component, label, isGradient: order > 0 };
    }
    return known[order];
  }

  /**
   * Returns the index in `scopes` of the outermost module drawn as one node; -1 if there is none or if it runs inside
   * `call`.
   */
  #layerIn(scopes: readonly Scope[], call: Call | null): number {
    if (this.#options.operations) return -1;
    const layer = scopes.findIndex((scope) => this.#isOneNode(scope));
    return call !== null && layer >= call.depth ? -1 : layer;
  }

  /**
   * A module is drawn as one node if it runs no other modules, or if it uses parameters directly and all modules that
   * it runs are drawn so.
   */
  #isOneNode(scope: Scope): boolean {
    let known = this.#isLayer.get(scope);
    if (known === undefined) {
      const path = this.#pathOf.get(scope)!.replace(/#\d+$/, "");
      const inner = [...(this.#inner.get(scope) ?? [])];
      const isWhole = this.#outermost.size === 1 && this.#outermost.has(scope);
      const isLayer = inner.length === 0 || (this.#users.has(scope) && inner.every((one) => this.#isOneNode(one)));
      const { open, closed } = this.#options;
      known = closed.includes(path) || (!open.includes(path) && !isWhole && isLayer);
      this.#isLayer.set(scope, known);
    }
    return known;
  }

  #groupOf(scopes: readonly Scope[]): string {
    return scopes.length === 0 ? "" : this.#pathOf.get(scopes.at(-1)!)!;
  }

  #visit(roots: readonly Node[], isLeaf: (node: Node) => boolean, bodies: Set<Body>): void {
    for (const node of topological(roots, isLeaf)) {
      const { origin, body } = node;
      if (origin instanceof Site) this.#enter(node, origin);
      if (!body || bodies.has(body)) continue;
      bodies.add(body);
      body.parameters.slice(body.carries + body.stacks).forEach((parameter, i) => {
        const outside = node.inputs[body.carries + body.stacks + i]!;
        this.#given.set(parameter, this.#given.get(outside) ?? outside);
      });
      this.#visit(body.results, isLeaf, bodies);
    }
  }

  #enter(node: Node, { scopes }: Site): void {
    scopes.forEach((scope, i) => {
      if (i === 0) this.#outermost.add(scope);
      else this.#innerOf(scopes[i - 1]!).add(scope);
    });
    const scope = scopes.at(-1);
    if (scope && node.inputs.some((input) => this.paramOf(input) !== null)) this.#users.add(scope);
  }

  #innerOf(scope: Scope): Set<Scope> {
    let inner = this.#inner.get(scope);
    if (!inner) this.#inner.set(scope, (inner = new Set()));
    return inner;
  }

  /** Assigns paths to runs. The second run of a module is `path#2`. */
  #number(runs: ReadonlyMap<Scope, readonly Scope[]>): void {
    const counts = new Map<string, number>();
    for (const [scope, scopes] of runs) {
      const path = this.#paths.of(scopes);
      const run = 1 + (counts.get(path) ?? 0);
      counts.set(path, run);
      this.#pathOf.set(scope, run === 1 || path === "" ? path : `${path}#${run}`);
    }
  }
}
