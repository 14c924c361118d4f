/**
 * observe(): the intermediate values of models by their paths, as tensors like any other. Whatever is observed passes
 * through a node of its own, so that a gradient with respect to it means this value and no other use of its elements.
 */
import { isFloat } from "../../base/dtype.ts";
import { ArgumentError, StateError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { zeros } from "../value/functions.ts";
import { Lazy } from "../value/lazy.ts";
import { isPlain } from "../value/argument-form.ts";
import { describe } from "../value/operand.ts";
import { Paths } from "../module/paths.ts";
import { settleProbe } from "../derive/probe.ts";
import { type Tensor, tensorOf } from "../value/tensor.ts";
import { type LoopObserver, type Observer, currentObserver, currentScopes, withObserver } from "../source/trace.ts";

/** What was observed, by name, in the order in which it was computed. */
export type Seen = Record<string, Tensor>;

/**
 * What `fn` returns, and what was computed in it: the result of each module under the module's path, such as
 * `block.0.norm`, and what is called `x.named("scores")` behind the path of the module that called it so, such as
 * `block.0.scores`. Tensors in results that are arrays or objects have paths of their own (`recurrent.outputs`); what
 * comes again under the same name is `name#2`, `name#3`, …; what is observed in the body of a `scan` comes stacked along
 * a new axis 0. The result of a model itself, whose path is empty, is left out. Outside compile and inside, from where
 * it can be returned; `grad` takes what was seen, over time too. Paths are those from the module that was called first.
 * Throws an ArgumentError unless `fn` is a function, a StateError where it calls what was compiled.
 */
export function observe<T>(fn: () => T): [result: T, seen: Seen] {
  if (typeof fn !== "function") {
    throw new ArgumentError(`observe was given ${describe(fn)}`, {
      rule: "It takes a function without arguments.",
      fix: "For example: observe(() => model.forward(x)).",
    });
  }
  const observation = new Observation(currentObserver());
  const result = withObserver(observation, fn);
  if (result instanceof Promise) {
    throw new ArgumentError("observe was given a function that returns a promise", {
      rule: "It sees what is computed before the function returns.",
      fix: "Leave out async and await, and read the results of observe.",
    });
  }
  return [result, observation.seen];
}

/** What all observers share: they find names, and take tensors one by one. */
abstract class Watch implements Observer {
  /** Who observes besides. */
  protected readonly outer: Observer | null;

  constructor(outer: Observer | null) {
    this.outer = outer;
  }

  abstract probe(shape: Shape): Node;
  abstract settle(key: string, stack: Node, probe: Node | null): void;
  protected abstract take(key: string, tensor: Tensor): Tensor;
  protected abstract keyOf(name: string): string;

  observe<T>(name: string, value: T): T {
    const key = this.keyOf(name);
    return key === "" ? value : (mapTensors(key, value, (at, tensor) => this.take(at, tensor)) as T);
  }

  forLoop(length: number, stack: (node: Node) => Node): LoopObserver {
    return new LoopWatch(this, length, stack, (name) => this.keyOf(name));
  }

  call<T>(name: string, body: () => T): T {
    return this.outer === null ? body() : this.outer.call(name, body);
  }

  refuse(step: string): void {
    throw new StateError(`observe cannot see into ${step}`, {
      rule: "What was compiled computes without returning to its functions.",
      fix: "Observe inside and return what was seen: compile(() => observe(() => model.forward(x))).",
    });
  }
}

class Observation extends Watch {
  readonly seen: Seen = {};
  readonly #paths = new Paths();

  override observe<T>(name: string, value: T): T {
    return super.observe(name, this.outer === null ? value : this.outer.observe(name, value));
  }

  protected take(key: string, { node }: Tensor): Tensor {
    return (this.seen[this.#free(key)] = tensorOf(build.reshape(node, node.shape)));
  }

  probe(shape: Shape): Node {
    return this.outer?.probe(shape) ?? zeros(shape).node;
  }

  settle(key: string, stack: Node, probe: Node | null): void {
    // Each observer has a node of its own, since each knows the probe of its own level.
    const own = build.reshape(stack, stack.shape);
    if (probe !== null) settleProbe(own, probe);
    this.seen[this.#free(key)] = tensorOf(own);
    this.outer?.settle(key, stack, probe);
  }

  protected keyOf(name: string): string {
    return [this.#paths.of(currentScopes()), name].filter(Boolean).join(".");
  }

  #free(key: string): string {
    let name = key;
    for (let n = 2; Object.hasOwn(this.seen, name); n++) name = `${key}#${n}`;
    return name;
  }
}

/** In the body of a loop: what it takes becomes results of the body, which come stacked when the loop is closed. */
class LoopWatch extends Watch implements LoopObserver {
  readonly observed: Node[] = [];
  readonly #length: number;
  readonly #stack: (node: Node) => Node;
  readonly #names: (name: string) => string;
  readonly #taken: { readonly key: string; readonly probe: Node | null }[] = [];
  /** The stacks that the probes of one turn are elements of. */
  readonly #stackOf = new Map<Node, Node>();

  constructor(outer: Observer, length: number, stack: (node: Node) => Node, names: (name: string) => string) {
    super(outer);
    this.#length = length;
    this.#stack = stack;
    this.#names = names;
  }

  protected take(key: string, { node, shape, dtype }: Tensor): Tensor {
    const probe = isFloat(dtype) ? this.probe(shape) : null;
    const own = probe === null ? node : build.add(node, probe);
    this.settle(key, own, probe);
    return tensorOf(own);
  }

  probe(shape: Shape): Node {
    const stack = this.outer!.probe([this.#length, ...shape]);
    const element = this.#stack(stack);
    this.#stackOf.set(element, stack);
    return element;
  }

  settle(key: string, stack: Node, probe: Node | null): void {
    this.observed.push(stack);
    this.#taken.push({ key, probe });
  }

  finish(stacks: readonly Node[]): void {
    this.#taken.forEach(({ key, probe }, i) => {
      this.outer!.settle(key, stacks[i]!, probe && this.#stackOf.get(probe)!);
    });
  }

  protected keyOf(name: string): string {
    return this.#names(name);
  }
}

/** `value` with what `change` makes of its tensors, each under `key` and the fields that lead to it. */
export function mapTensors(key: string, value: unknown, change: (key: string, tensor: Tensor) => Tensor): unknown {
  if (value instanceof Lazy) return change(key, value as Tensor);
  if (Array.isArray(value)) return value.map((item, i) => mapTensors(`${key}.${i}`, item, change));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapTensors(`${key}.${name}`, item, change)]),
  );
}
