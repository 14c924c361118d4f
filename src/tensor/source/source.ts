/** Where the data of input nodes lies. Programs take their pointers from here. */
import type { DType, TypedArray } from "../../base/dtype.ts";
import { FaultError, NumericError, StateError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Node, claimId } from "../../graph/node.ts";
import { Storage } from "../../runtime/index.ts";

/** Spans of ids: [first, last, first, last, …]. Ids are given in order, so that the graph of one value is a few spans. */
export type Spans = readonly number[];

/** What a settled value came from, by the ids of nodes and of sources, which keep nothing alive. */
export type History = readonly (number | Spans)[];

export interface Source {
  /** What histories call the value: the id of the node that computed it, where one did. */
  readonly id: number;
  /** What the value came from; undefined where it was given. */
  readonly history?: History | undefined;
  /** What arguments it came from too, where a compiled function returned it: the id of each, or its lineage. */
  readonly given?: readonly (number | History)[] | undefined;
  /** What comes from the value came from, once it was asked for; see `lineageOf`. */
  lineage?: History;
  /** What stands for the value in graphs that were made since it is known. */
  input?: Node | undefined;
  /** The data as it is now. Throws where there is none. */
  storage(): Storage;
}

/** What programs and data leave. */
export abstract class Known implements Source {
  id = claimId();
  history: History | undefined = undefined;
  given: readonly (number | History)[] | undefined = undefined;
  // Seldom set, and made with every result.
  declare input?: Node;
  declare lineage?: History;

  abstract storage(): Storage;
}

/** Data that never changes, as a program left it. */
export class Stored extends Known {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    super();
    this.#storage = storage;
  }

  storage(): Storage {
    return this.#storage;
  }

  release(): void {
    this.#storage.release();
  }
}

/**
 * Data that never changes, as JavaScript gave it. A program may copy it to a place of its own, and it need not move.
 */
export class Given extends Known {
  readonly dtype: DType;
  #data: TypedArray | null;
  #storage: Storage | null = null;

  /** Keeps `data` itself. */
  constructor(data: TypedArray, dtype: DType) {
    super();
    this.#data = data;
    this.dtype = dtype;
  }

  /** Null once it has moved to a storage. */
  get data(): TypedArray | null {
    return this.#data;
  }

  storage(): Storage {
    this.#storage ??= Storage.fromHost(this.dtype, this.#data!, "data");
    this.#data = null;
    return this.#storage;
  }
}

/** The result of a step that failed. */
export class Failed extends Known {
  readonly #step: string;
  readonly #cause: Error;

  constructor(step: string, cause: Error) {
    super();
    this.#step = step;
    this.#cause = cause;
  }

  storage(): Storage {
    throw this.error(`this tensor is a result of ${this.#step}, which failed`);
  }

  /** For whom it concerns; from now on the failure is known. */
  error(what = `${this.#step} failed, and its results were not read`): Error {
    if (unheard === this) unheard = null;
    const Kind = this.#cause instanceof NumericError ? NumericError : FaultError;
    const cause = this.#cause.message.replaceAll(/\n(?=.)/g, "\n  ");
    const rule = "A step that fails changes no state and has no results.";
    return Object.assign(new Kind(`${what}\n\n  ${cause}\n`, { rule }), { cause: this.#cause });
  }
}

/** The failure that nobody knows of. */
let unheard: Failed | null = null;

/** Notes that nobody knows of `failed` yet. */
export function noteFailure(failed: Failed): void {
  unheard = failed;
}

/** Throws the error of a failed step of which nobody knows, once, unless its results are at `source`, which throws it too. */
export function raiseUnheard(source?: Source | null): void {
  if (unheard !== null && unheard !== source) throw unheard.error();
}

/** A value that a parameter had before it changed. */
export class Stale extends Known {
  readonly #path: string;

  constructor(id: number, path: string) {
    super();
    this.history = [id];
    this.#path = path;
  }

  storage(): Storage {
    throw new StateError(`a tensor was computed from ${this.#path}, which has changed since`, {
      rule: "A tensor that was not read is a formula, which is computed when it is read.",
      fix: "Read it before the parameter changes, or compute it again.",
    });
  }
}

/** A value that was given up by hand. */
export class Disposed extends Known {
  storage(): Storage {
    throw new StateError("a tensor was used after it was disposed of", {
      rule: "Disposing gives up the value.",
      fix: "Leave it out: the memory of tensors that nobody refers to comes back by itself.",
    });
  }
}

/** What stands for a value of each run while a function, or the body of a scan, is traced. */
export class Argument extends Known {
  readonly #name: string;
  readonly #owner: string;

  constructor(name: string, owner = "a compiled function") {
    super();
    this.#name = name;
    this.#owner = owner;
  }

  storage(): Storage {
    const owner = this.#owner;
    throw new StateError(`a tensor made from ${this.#name} of ${owner} was used outside of it`, {
      rule: `Inside ${owner} there are no values, only the description of a program.`,
      fix: "Return the tensor from the function, and use the result of the call.",
    });
  }
}

/** Every node whose value is known, also those that were computed before: dependents read it instead. */
const sources = new WeakMap<Node, Source>();

export function sourceOf(node: Node): Source | undefined {
  return sources.get(node);
}

/** From now on the value of `node` is read at `source`. */
export function settleNode(node: Node, source: Source): void {
  sources.set(node, source);
}

/** Notes that `node`, whose history is `history`, computed the value at `source`. */
export function settleResult(node: Node, source: Source, history: History): void {
  settleNode(node, source);
  if (source instanceof Known) Object.assign(source, { id: node.id, history });
}

export function inputOf(source: Source, shape: Shape, dtype: DType, name?: string): Node {
  const node = build.input(shape, dtype, name);
  sources.set(node, source);
  return node;
}

/** A copy of the data at `source`. Throws where there is none. */
export function copyOf(source: Source): TypedArray {
  return source instanceof Given && source.data !== null ? source.data.slice() : source.storage().read();
}

/** The first element of the data at `source`. Throws where there is none. */
export function firstOf(source: Source): number {
  return (source instanceof Given && source.data !== null ? source.data : source.storage().read())[0]!;
}
