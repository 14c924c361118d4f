/**
 * Converts the nodes of tensors to a graph for the compiler. Nodes whose values are known become inputs, as do numbers
 * if they may differ between graphs. Lists the location of each input's data.
 */
import type { DType } from "../../base/dtype.ts";
import { build } from "../../graph/builder.ts";
import { type Body, type Node, topological } from "../../graph/node.ts";
import { type Source, sourceOf } from "./source.ts";

/** The data of an input: a source, or a number. */
type Feed = Source | number;

export class Lowering {
  readonly inputs: Node[] = [];
  /** The data for each of `inputs`. */
  readonly feeds: Feed[] = [];
  /** The new nodes in topological order: inputs before their users. */
  readonly order: Node[] = [];
  readonly #liftConstants: boolean;
  readonly #done = new Map<Node, Node>();
  readonly #bySource = new Map<Source, Node>();

  constructor(options: { readonly liftConstants: boolean }) {
    this.#liftConstants = options.liftConstants;
  }

  /** Returns the new node for `root`. Iterative, because graphs can be deep. */
  lower(root: Node): Node {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      if (this.#done.has(node)) {
        stack.pop();
        continue;
      }
      const leaf = this.#leaf(node);
      const waiting = leaf === null ? node.inputs.filter((input) => !this.#done.has(input)) : [];
      if (waiting.length > 0) {
        stack.push(...waiting.reverse());
        continue;
      }
      this.#done.set(node, leaf ?? this.#rebuilt(node));
      stack.pop();
    }
    return this.#done.get(root)!;
  }

  #leaf(node: Node): Node | null {
    const source = sourceOf(node);
    if (source !== undefined) {
      const known = this.#bySource.get(source);
      if (known !== undefined) return known;
      const input = node.op === "input" && !this.#liftConstants ? node : inputLike(node.shape, node.dtype, node);
      this.#bySource.set(source, input);
      return this.#input(input, source);
    }
    if (this.#liftConstants && node.op === "const") {
      return this.#input(inputLike([], node.dtype, node), node.attributes["value"] as number);
    }
    return null;
  }

  #input(node: Node, feed: Feed): Node {
    this.inputs.push(node);
    this.feeds.push(feed);
    this.order.push(node);
    return node;
  }

  #rebuilt(node: Node): Node {
    const inputs = node.inputs.map((input) => this.#done.get(input)!);
    const same = inputs.every((input, i) => input === node.inputs[i]);
    const result = same ? node : node.with({ inputs, rule: undefined });
    this.order.push(result);
    return result;
  }
}

/** Returns a new input node, so that a cached program does not keep the data of its first run alive. */
function inputLike(shape: readonly number[], dtype: DType, { origin, name }: Node): Node {
  return build.input(shape, dtype, name, origin);
}

/**
 * Returns a key that is equal for graphs that one program can compute: operations, attributes and types, but not data
 * or names.
 */
export function structureOf(order: readonly Node[], outputs: readonly Node[]): string {
  const numbers = new Map<Node, number>();
  const bodies = new Map<Body, number>();
  const lines = order.map((node, number) => {
    numbers.set(node, number);
    if (node.op === "input") return `${node.dtype}[${node.shape.join()}]`;
    const inputs = node.inputs.map((input) => numbers.get(input)).join();
    const repeated = node.body ? structureOfBody(node.body, bodies) : "";
    return `${node.op}(${inputs})${JSON.stringify(node.attributes)}${repeated}`;
  });
  return `${lines.join(";")}->${outputs.map((output) => numbers.get(output)).join()}`;
}

/** Returns the structure of a loop body, or its number in `known` if it occurred before. */
function structureOfBody(body: Body, known: Map<Body, number>): string {
  const number = known.get(body);
  if (number !== undefined) return `{${number}}`;
  known.set(body, known.size);
  const { parameters, carries, stacks, results } = body;
  const order = new Set([...parameters, ...topological(results)]);
  return `{${carries},${stacks}:${structureOf([...order], results)}}`;
}
