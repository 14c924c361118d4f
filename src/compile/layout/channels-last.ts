/**
 * Layout of graphs with windows. Each value takes the axis order in which its producer writes it, which is
 * channels-last after a convolution. Permutations move toward the results, where most of them cancel. Folds of windows
 * become convolutions, reshapes or sums. Values stay the same up to rounding.
 */
import { sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, nodesOf, mapRoots } from "../../graph/graph.ts";
import { type Node, usersOf } from "../../graph/node.ts";
import { foldOf, windowOpsOf } from "../../ops/window.ts";
import { folded } from "./fold.ts";
import { isMovement } from "../../graph/movement.ts";
import * as place from "./permuted-value.ts";
import type { Placed } from "./permuted-value.ts";
import { scalarOf } from "../ir/rule.ts";
import type { CompilerOptions } from "../ir/options.ts";
import { multiplied } from "./windowed-products.ts";

/** Returns the graph with values in the axis order of their producers. */
export function arrange(graph: Graph, options: CompilerOptions): Graph {
  const nodes = nodesOf(graph);
  const arrangement = new Arrangement(nodes, options);
  for (const node of nodes) arrangement.add(node);
  return mapRoots(graph, (node) => arrangement.node(node));
}

class Arrangement {
  readonly #values = new Map<Node, Placed>();
  readonly #users: ReadonlyMap<Node, readonly Node[]>;
  readonly #options: CompilerOptions;
  readonly #multiplied = new Set<Node>();

  constructor(nodes: readonly Node[], options: CompilerOptions) {
    this.#options = options;
    this.#users = usersOf(nodes);
    for (const node of nodes.toReversed()) {
      const users = this.#users.get(node) ?? [];
      if (users.some((user) => user.op === "dot" || (isMovement(user) && this.#multiplied.has(user)))) {
        this.#multiplied.add(node);
      }
    }
  }

  /** Returns the value as a node of the new graph. */
  node(node: Node): Node {
    return place.asNode(this.#value(node));
  }

  add(node: Node): void {
    const users = this.#users.get(node) ?? [];
    // Consecutive folds usually form one convolution.
    if (node.op === "fold" && users.length > 0 && users.every(({ op }) => op === "fold")) return;
    this.#values.set(node, this.#arranged(node));
  }

  #value(node: Node): Placed {
    const known = this.#values.get(node) ?? this.#arranged(node);
    this.#values.set(node, known);
    return known;
  }

  #arranged(node: Node): Placed {
    const [first] = node.op === "fold" ? [] : node.inputs.map((input) => this.#value(input));
    if (node.op === "fold") return this.#fold(node);
    if (!first) return place.plain(node);
    const { primitive } = node;
    if (primitive.elementwise) return this.#elementwise(node);
    const list = (name: string) => node.attributes[name] as readonly number[];
    if (primitive.reduction) {
      const axes = list("axes").map((axis) => first.order[axis]!);
      return { ...first, core: build.apply(primitive, [first.core], { axes }) };
    }
    switch (node.op) {
      case "permute":
        return place.permuted(first, list("order"));
      case "reshape":
        return place.reshaped(first, node.shape) ?? place.plain(build.reshape(place.asNode(first), node.shape));
      case "expand":
        return { ...first, core: build.expand(first.core, place.inCore(first, node.shape)) };
      case "slice":
        return place.sliced(first, list("starts"), list("lengths"), list("steps"));
      case "pad":
        return place.padded(this.#channelsLast(node, first), list("before"), list("after"));
      case "window":
        return this.#window(node, first);
      case "dot": {
        const { batch, contract } = node.attributes as { batch: number; contract: number };
        return multiplied(first, this.#value(node.inputs[1]!), batch, contract, this.#options);
      }
      default:
        return place.plain(node.withInputs(node.inputs.map((input) => this.node(input))));
    }
  }

  /**
   * Arranges an elementwise node in the axis order of most of its operands' elements. Other operands are read through
   * permutations.
   */
  #elementwise(node: Node): Placed {
    const rank = node.shape.length;
    const weights = new Map<string, { order: readonly number[]; weight: number }>();
    for (const input of node.inputs) {
      const value = this.#value(input);
      if (input.shape.length < rank || scalarOf(input) !== null) continue;
      const key = value.order.join();
      const known = weights.get(key) ?? { order: value.order, weight: place.isPlain(value) ? 0.5 : 0 };
      weights.set(key, { ...known, weight: known.weight + leastSize(input) });
    }
    const [best] = [...weights.values()].sort((a, b) => b.weight - a.weight);
    const order = best?.order ?? node.shape.map((_, axis) => axis);
    const inputs = node.inputs.map((input) => this.#across(this.#value(input), order));
    const shape = place.inCore({ core: node, order }, node.shape);
    return { core: node.with({ inputs, shape }), order };
  }

  /** Returns a value, possibly of lower rank, permuted to the core of a value with `order`. */
  #across(value: Placed, order: readonly number[]): Node {
    if (value.order.length === 0 || order.every((axis, i) => axis === i)) return place.asNode(value);
    const missing = order.length - value.order.length;
    const shape = [...new Array<number>(missing).fill(1), ...place.shapeOf(value)];
    const wide =
      missing === 0 ? value : (place.reshaped(value, shape) ?? place.plain(build.reshape(place.asNode(value), shape)));
    return place.asNode(
      place.permuted(
        wide,
        place.inCore(
          { core: wide.core, order },
          order.map((_, axis) => axis),
        ),
      ),
    );
  }

  /**
   * Moves the channels of a plain padded image to the end. Padding copies the image anyway, so the permutation is free.
   */
  #channelsLast(node: Node, value: Placed): Placed {
    const axes = node.shape.map((_, axis) => axis);
    const windowed = this.#windowedAxes(node);
    const [images, ...channels] = axes.filter((axis) => !windowed.has(axis));
    const last = axes.filter((axis) => windowed.has(axis));
    const isImage = images !== undefined && last.length > 0 && channels.some((axis) => node.shape[axis] !== 1);
    if (!isImage || !place.isPlain(value) || !this.#multiplied.has(node)) return value;
    const order = [images, ...last, ...channels];
    return { core: build.permute(value.core, order), order: place.inCore({ core: value.core, order }, value.order) };
  }

  #windowedAxes(node: Node): Set<number> {
    const axes = new Set<number>();
    for (let at: Node | undefined = node; at;) {
      at = (this.#users.get(at) ?? []).find(({ op }) => op === "window");
      if (at) axes.add(at.attributes["axis"] as number);
    }
    return axes;
  }

  /** Arranges windows. Windows that do not overlap become a reshape; windows of one element become a slice. */
  #window(node: Node, value: Placed): Placed {
    const { axis, size, stride, dilation } = node.attributes as Record<"axis" | "size" | "stride" | "dilation", number>;
    const count = node.shape[axis]!;
    const apart = size === 1 || (stride === size && dilation === 1 && !this.#multiplied.has(node));
    if (!apart) {
      const core = build.apply(node.primitive, [value.core], { axis: value.order[axis]!, size, stride, dilation });
      return { core, order: [...value.order, value.core.shape.length] };
    }
    const shape = place.shapeOf(value);
    const lengths = shape.map((length, i) => (i === axis ? count * size : length));
    const steps = shape.map((_, i) => (i === axis && size === 1 ? stride : 1));
    const starts = shape.map(() => 0);
    return place.split(place.sliced(value, starts, lengths, steps), axis, size);
  }

  /** Arranges a fold, together with the folds directly below it, which may all fold one product. */
  #fold(node: Node): Placed {
    const folds: Node[] = [];
    let at = node;
    for (; at.op === "fold"; at = at.inputs[0]!) folds.unshift(at);
    return folded(
      folds.map(({ attributes }) => foldOf(attributes)),
      this.#value(at),
      this.#options,
      windowOpsOf(node.primitive),
    );
  }
}

/**
 * Returns an upper bound on the number of distinct elements of a value. Repeated elements can be read in any order at
 * the same cost.
 */
function leastSize(node: Node): number {
  let size = sizeOf(node.shape);
  for (let at = node; isMovement(at); size = Math.min(size, sizeOf(at.shape))) at = at.inputs[0]!;
  return size;
}
