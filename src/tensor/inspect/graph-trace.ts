/**
 * Traces a function such that every node knows which modules were running and which of a tensor's methods made it, so
 * that a drawing of the graph can show layers and calls instead of primitives. Nothing is compiled.
 */
import { build } from "../../graph/builder.ts";
import type { Node, Origin } from "../../graph/node.ts";
import { Elementwise } from "../value/elementwise.ts";
import { mapTensors } from "./observe.ts";
import { zeros } from "../value/functions.ts";
import { captureOrigin } from "../source/origin.ts";
import { Random } from "../module/random.ts";
import { Tensor } from "../value/tensor.ts";
import {
  type LoopObserver,
  type Observer,
  type Scope,
  currentScans,
  currentScope,
  currentScopes,
  trace,
  withObserver,
} from "../source/trace.ts";

/** One call of a method or a function that users know, such as `softmax`. */
export interface Call {
  readonly name: string;
  /** How many modules were running when it began. */
  readonly depth: number;
}

/** Where a node was made. A node and its copies share one. */
export class Site implements Origin {
  readonly scopes: readonly Scope[];
  readonly call: Call | null;
  /** How many loops were being traced. */
  readonly loops: number;
  /** 0 for what the function computes, 1 for its derivatives, 2 for theirs. */
  readonly order: number;
  readonly #place: Origin;
  #derived: Site | null = null;

  constructor(place: Origin, call: Call | null, like?: Site) {
    this.#place = place;
    this.call = call;
    this.scopes = like?.scopes ?? [...currentScopes()];
    this.loops = like?.loops ?? currentScans().length;
    this.order = like === undefined ? 0 : like.order + 1;
  }

  get module(): string {
    return this.#place.module;
  }

  get derived(): Site {
    return (this.#derived ??= new Site(this.#place, this.call, this));
  }

  toString(): string {
    return String(this.#place);
  }
}

export interface Traced<Result> {
  readonly result: Result;
  readonly assigned: readonly (readonly [variable: object, value: Node])[];
  /** Nodes with smaller ids were there before. */
  readonly firstNode: number;
  /** What `named` was given, by where it was called. */
  readonly names: ReadonlyMap<Origin, string>;
  /** The modules that ran, in their order, each with those around it. */
  readonly runs: ReadonlyMap<Scope, readonly Scope[]>;
}

/** Runs `fn` as a trace in which nodes note their sites. */
export function traceWithSites<Result>(fn: () => Result): Traced<Result> {
  return trace(({ assigned, firstNode }) => {
    const recorder = new Recorder();
    build.origin = () => recorder.site();
    const result = withMethods(recorder, () => withObserver(recorder, fn));
    return { result, assigned: [...assigned], firstNode, names: recorder.names, runs: recorder.runs };
  });
}

/** Sees calls and names; what it is told of stays as it is, in loops too. */
class Recorder implements LoopObserver {
  readonly names = new Map<Origin, string>();
  readonly runs = new Map<Scope, readonly Scope[]>();
  readonly observed: readonly Node[] = [];
  #call: Call | null = null;

  site(): Site {
    const site = new Site(captureOrigin(currentScope()?.label() ?? ""), this.#call);
    site.scopes.forEach((scope, i) => {
      if (!this.runs.has(scope)) this.runs.set(scope, site.scopes.slice(0, i + 1));
    });
    return site;
  }

  /** Only the outermost call counts: it is the one that the user wrote. */
  call<T>(name: string, body: () => T): T {
    if (this.#call !== null) return body();
    this.#call = { name, depth: currentScopes().length };
    try {
      return body();
    } finally {
      this.#call = null;
    }
  }

  observe<T>(name: string, value: T): T {
    if (name !== "") {
      mapTensors(name, value, (key, tensor) => {
        if (tensor.node.origin !== null) this.names.set(tensor.node.origin, key);
        return tensor;
      });
    }
    return value;
  }

  forLoop(): LoopObserver {
    return this;
  }

  probe(shape: readonly number[]): Node {
    return zeros(shape).node;
  }

  settle(): void {}

  finish(): void {}

  refuse(): void {}
}

/** Methods that make no node of their own, or only for others. */
const silent = new Set(["constructor", "named", "wrap", "operands"]);

/**
 * Runs `body` while every method of tensors and of random numbers is a call that `observer` sees. Methods are replaced for
 * as long, since a hook in each would be code in every page; their names are properties, which minifiers leave alone.
 */
function withMethods<T>(observer: Observer, body: () => T): T {
  const restore: (() => void)[] = [];
  for (const prototype of [Tensor.prototype, Elementwise.prototype, Random.prototype]) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const method: unknown = property.value;
      if (typeof method !== "function" || silent.has(name)) continue;
      Object.defineProperty(prototype, name, {
        ...property,
        value(this: unknown, ...args: unknown[]): unknown {
          return observer.call(name, () => method.apply(this, args) as unknown);
        },
      });
      restore.push(() => Object.defineProperty(prototype, name, property));
    }
  }
  try {
    return body();
  } finally {
    for (const undo of restore) undo();
  }
}
