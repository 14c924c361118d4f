/**
 * Traces a function and records for every node the running modules and the tensor method that built it, so that
 * drawings can show layers and calls instead of primitives. Nothing is compiled.
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

/** A call of a public method or function, such as `softmax`. */
export interface Call {
  readonly name: string;
  /** Number of running modules when it began. */
  readonly depth: number;
}

/** The origin of a node, for drawings. Copies of a node share it. */
export class Site implements Origin {
  readonly scopes: readonly Scope[];
  readonly call: Call | null;
  /** Number of loops being traced. */
  readonly loops: number;
  /** Order of differentiation: 0 for the function itself, 1 for its derivatives, 2 for second derivatives. */
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

/** A function traced with sites. */
export interface Traced<Result> {
  readonly result: Result;
  readonly assigned: readonly (readonly [variable: object, value: Node])[];
  /** Nodes with smaller ids existed before the trace. */
  readonly firstNode: number;
  /** Names given by `named`, by the origin of the call. */
  readonly names: ReadonlyMap<Origin, string>;
  /** The modules that ran, in order, each with the modules around it, outermost first. */
  readonly runs: ReadonlyMap<Scope, readonly Scope[]>;
}

/** Traces `fn` and gives every node a `Site` as its origin. */
export function traceWithSites<Result>(fn: () => Result): Traced<Result> {
  return trace(({ assigned, firstNode }) => {
    const recorder = new Recorder();
    build.origin = () => recorder.site();
    const result = withMethods(recorder, () => withObserver(recorder, fn));
    return { result, assigned: [...assigned], firstNode, names: recorder.names, runs: recorder.runs };
  });
}

/** Records calls and names, and leaves all values unchanged, in loops too. */
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

  /** Counts only the outermost call, which is the one in the user's code. */
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

/** Methods that are not drawn as calls: they build no nodes, or only for other methods. */
const silent = new Set(["constructor", "named", "wrap", "operands"]);

/**
 * Runs `body` with every method of tensors and random sources replaced by one that reports its call to `observer`.
 * Patching costs nothing at other times, unlike a hook in each method. Method names are properties, which minifiers
 * keep.
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
