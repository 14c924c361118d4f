/** Sources: the locations of the data of input nodes, from which programs take their pointers. */
import type { DType, TypedArray } from "../../base/dtype.ts";
import { FaultError, NumericError, StateError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { type Node, claimId } from "../../graph/node.ts";
import { Storage } from "../../runtime/index.ts";

/**
 * Ranges of ids, inclusive: [first, last, first, last, …]. Ids are assigned in order, so the graph of one value is a
 * few spans.
 */
export type Spans = readonly number[];

/** The origin of a settled value, as ids of nodes and sources, which keep nothing alive. */
export type History = readonly (number | Spans)[];

export interface Source {
  /** The id of the value in histories: that of the node that computed it, if there is one. */
  readonly id: number;
  /** The ids of the values that this one was computed from; undefined for data from JavaScript. */
  readonly history?: History | undefined;
  /** The ids or lineages of the arguments, for a value returned by a compiled function. */
  readonly given?: readonly (number | History)[] | undefined;
  /** The history for values computed from this one. Cached by `lineageOf`. */
  lineage?: History;
  /** The input node that represents the value in graphs built since it is known. */
  input?: Node | undefined;
  /** Returns the current data. Throws an error if there is none. */
  storage(): Storage;
}

/** A source whose value is fixed: a result of a program, or data from JavaScript. */
export abstract class Known implements Source {
  id = claimId();
  history: History | undefined = undefined;
  given: readonly (number | History)[] | undefined = undefined;
  // Rarely set, and this constructor runs for every result.
  declare input?: Node;
  declare lineage?: History;

  abstract storage(): Storage;
}

/** Immutable data computed by a program. */
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

/** Immutable data from JavaScript. It moves to WebAssembly memory only if a program needs it there. */
export class HostData extends Known {
  readonly dtype: DType;
  #data: TypedArray | null;
  #storage: Storage | null = null;

  /** Keeps `data` itself, without a copy. */
  constructor(data: TypedArray, dtype: DType) {
    super();
    this.#data = data;
    this.dtype = dtype;
  }

  /** Null once the data has moved to a storage. */
  get data(): TypedArray | null {
    return this.#data;
  }

  storage(): Storage {
    this.#storage ??= Storage.fromHost(this.dtype, this.#data!, "data");
    this.#data = null;
    return this.#storage;
  }
}

/** The result of a failed step. */
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

  /** Returns the error to throw, and marks the failure as reported. */
  error(what = `${this.#step} failed, and its results were not read`): Error {
    if (unreported === this) unreported = null;
    const Kind = this.#cause instanceof NumericError ? NumericError : FaultError;
    const cause = this.#cause.message.replaceAll(/\n(?=.)/g, "\n  ");
    const rule = "A step that fails changes no state and has no results.";
    return Object.assign(new Kind(`${what}\n\n  ${cause}\n`, { rule }), { cause: this.#cause });
  }
}

/** The failure that has not been reported yet. */
let unreported: Failed | null = null;

/** Records that `failed` has not been reported. */
export function noteFailure(failed: Failed): void {
  unreported = failed;
}

/**
 * Throws the error of an unreported failure, once. If the failure is `source` itself, reading it throws the error
 * instead.
 */
export function throwUnreported(source?: Source | null): void {
  if (unreported !== null && unreported !== source) throw unreported.error();
}

/** A former value of a parameter that has changed. */
export class Stale extends Known {
  readonly #path: string;

  constructor(id: number, path: string) {
    super();
    this.history = [id];
    this.#path = path;
  }

  storage(): Storage {
    throw new StateError(`a tensor was computed from ${this.#path}, which has changed since`, {
      rule: "An unread tensor is a formula, computed when it is read.",
      fix: "Read it before the parameter changes, or compute it again.",
    });
  }
}

/** A value freed by `Symbol.dispose`. */
export class Disposed extends Known {
  storage(): Storage {
    throw new StateError("a tensor was used after it was disposed", {
      rule: "Disposing frees the value.",
      fix: "Omit the disposal: unreachable tensors are freed automatically.",
    });
  }
}

/** The placeholder for an argument while a function, or the body of a scan, is traced. */
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
    throw new StateError(`a tensor made from ${this.#name} of ${owner} was used outside it`, {
      rule: `Inside ${owner} there are no values, only a program description.`,
      fix: "Return the tensor from the function, and use the result.",
    });
  }
}

/** Nodes whose values are known, including nodes computed after other nodes began to use them: users read the value. */
const sources = new WeakMap<Node, Source>();

/** Returns the source of the value of `node`, or undefined if the value is not known. */
export function sourceOf(node: Node): Source | undefined {
  return sources.get(node);
}

/** Records that the value of `node` is at `source`. */
export function settleNode(node: Node, source: Source): void {
  sources.set(node, source);
}

/** Records that `node`, with this history, computed the value at `source`. */
export function settleResult(node: Node, source: Source, history: History): void {
  settleNode(node, source);
  if (source instanceof Known) Object.assign(source, { id: node.id, history });
}

/** Returns a new input node for the value at `source`. */
export function inputOf(source: Source, shape: Shape, dtype: DType, name?: string): Node {
  const node = build.input(shape, dtype, name);
  sources.set(node, source);
  return node;
}

/** Returns a copy of the data at `source`. Throws an error if there is none. */
export function copyOf(source: Source): TypedArray {
  return source instanceof HostData && source.data !== null ? source.data.slice() : source.storage().read();
}

/** Returns the first element of the data at `source`. Throws an error if there is none. */
export function firstOf(source: Source): number {
  return (source instanceof HostData && source.data !== null ? source.data : source.storage().read())[0]!;
}
