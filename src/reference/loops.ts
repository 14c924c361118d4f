/** Evaluates loops, each once for all of its results. */
import { sizeOf } from "../base/shape.ts";
import type { Graph } from "../graph/graph.ts";
import type { Body, Node } from "../graph/node.ts";

type Feeds = ReadonlyMap<Node, Float64Array>;

/** The loops of a graph and their results. */
export class Loops {
  readonly #known = new Map<Body, { readonly inputs: readonly Node[]; readonly results: Float64Array[] }[]>();
  readonly #evaluate: (graph: Graph, feeds: Feeds) => Float64Array[];

  constructor(evaluate: (graph: Graph, feeds: Feeds) => Float64Array[]) {
    this.#evaluate = evaluate;
  }

  /** The value of a `scan` node, given the values of its inputs. */
  result({ body, inputs, attributes }: Node, values: Feeds): Float64Array {
    let runs = this.#known.get(body!);
    if (!runs) this.#known.set(body!, (runs = []));
    let run = runs.find((one) => one.inputs.every((input, i) => input === inputs[i]));
    if (!run) {
      const given = inputs.map((input) => values.get(input)!);
      runs.push((run = { inputs, results: this.#run(body!, given) }));
    }
    return run.results[attributes["output"] as number]!;
  }

  #run(body: Body, given: readonly Float64Array[]): Float64Array[] {
    const { carries, results, length } = body;
    const state = given.slice(0, carries);
    const stacks = results.slice(carries).map(({ shape }) => new Float64Array(length * sizeOf(shape)));
    for (const { at, feeds } of turnsOf(body, given, state)) {
      const next = this.#evaluate(graphOf(body), feeds);
      for (let i = 0; i < carries; i++) state[i] = next[i]!;
      stacks.forEach((stack, j) => stack.set(next[carries + j]!, at * sizeOf(results[carries + j]!.shape)));
    }
    return [...state, ...stacks];
  }
}

/** The body of a loop as a graph. */
export function graphOf({ parameters, results }: Body): Graph {
  return { inputs: parameters, outputs: results, assignments: [] };
}

/**
 * Iterates over a loop: yields the index `at` into the stacks and the values of the parameters. The caller must write
 * the next carries to `state` at the end of each iteration.
 */
export function* turnsOf(
  { parameters, carries, stacks, length, reverse }: Body,
  given: readonly Float64Array[],
  state: readonly Float64Array[],
): Generator<{ readonly at: number; readonly feeds: Feeds }> {
  for (let turn = 0; turn < length; turn++) {
    const at = reverse ? length - 1 - turn : turn;
    const feeds = parameters.map((parameter, i) => {
      if (i < carries) return [parameter, state[i]!] as const;
      const size = sizeOf(parameter.shape);
      const value = given[i]!;
      return [parameter, i < carries + stacks ? value.subarray(at * size, (at + 1) * size) : value] as const;
    });
    yield { at, feeds: new Map(feeds) };
  }
}
