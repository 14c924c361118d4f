/**
 * observe(): intermediate values of models by path, as ordinary tensors. Each observed value passes through a node of
 * its own, so that a gradient with respect to it refers to this value only.
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

/** Observed values by name, in the order of computation. */
export type Seen = Record<string, Tensor>;

/**
 * Calls `fn` and returns [result, seen]: its result, and the intermediate values computed by modules inside it, like
 * forward hooks in PyTorch. Each module's result is listed under the module's path, such as `block.0.norm`. A value
 * named by `x.named("scores")` is listed under the path of the module that named it, such as `block.0.scores`. The
 * result of the outermost model itself has an empty path and is omitted.
 *
 * Tensors in arrays or objects have their own paths (`recurrent.outputs`). Repeated names become `name#2`, `name#3`, …
 * Values observed in a `scan` are stacked along a new axis 0. `grad` accepts all of them as `params`. Inside a compiled
 * function, `seen` can be returned.
 *
 * Throws an ArgumentError unless `fn` is a synchronous function, and a StateError if it calls a compiled function.
 */
export function observe<T>(fn: () => T): [result: T, seen: Seen] {
  if (typeof fn !== "function") {
    throw new ArgumentError(`observe was given ${describe(fn)}`, {
      rule: "Pass a function without arguments.",
      fix: "For example: observe(() => model.forward(x)).",
    });
  }
  const observation = new Observation(currentObserver());
  const result = withObserver(observation, fn);
  if (result instanceof Promise) {
    throw new ArgumentError("observe was given a function that returns a promise", {
      rule: "It observes only until the function returns.",
      fix: "Remove async and await, and read the results of observe.",
    });
  }
  return [result, observation.seen];
}

/** The common part of all observers: they build names and take tensors one by one. */
abstract class Watch implements Observer {
  /** The surrounding observer, or null. */
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
    throw new StateError(`observe cannot look into ${step}`, {
      rule: "A compiled function runs without calling its modules.",
      fix: "Observe inside it and return the values: compile(() => observe(() => model.forward(x))).",
    });
  }
}

/** The observer of one call of `observe`. */
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
    // Each observer needs a node of its own, because each knows the probe of its own level.
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

/** The observer of a loop body. Values that it takes become results of the body, which are stacked. */
class LoopWatch extends Watch implements LoopObserver {
  readonly observed: Node[] = [];
  readonly #length: number;
  readonly #stack: (node: Node) => Node;
  readonly #names: (name: string) => string;
  readonly #taken: { readonly key: string; readonly probe: Node | null }[] = [];
  /** The stack of zeros that contains each probe of one step. */
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

/**
 * Returns a copy of `value` with every tensor replaced by `change(key, tensor)`. Keys are `key` and the field names
 * below it.
 */
export function mapTensors(key: string, value: unknown, change: (key: string, tensor: Tensor) => Tensor): unknown {
  if (value instanceof Lazy) return change(key, value as Tensor);
  if (Array.isArray(value)) return value.map((item, i) => mapTensors(`${key}.${i}`, item, change));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapTensors(`${key}.${name}`, item, change)]),
  );
}
