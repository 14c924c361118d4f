/** Where the data of input nodes lies. Programs take their pointers from here. */
import type { DType, TypedArray } from "../base/dtype.ts";
import { FaultError, NumericError, StateError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import { Storage } from "../runtime/index.ts";

export interface Source {
  /** The data as it is now. Throws where there is none. */
  storage(): Storage;
}

/** Data that never changes, as a program left it. */
export class Stored implements Source {
  readonly #storage: Storage;

  constructor(storage: Storage) {
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
export class Given implements Source {
  readonly dtype: DType;
  #data: TypedArray | null;
  #storage: Storage | null = null;

  /** Keeps `data` itself. */
  constructor(data: TypedArray, dtype: DType) {
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
export class Failed implements Source {
  readonly #step: string;
  readonly #cause: Error;

  constructor(step: string, cause: Error) {
    this.#step = step;
    this.#cause = cause;
  }

  storage(): Storage {
    const Kind = this.#cause instanceof NumericError ? NumericError : FaultError;
    const cause = this.#cause.message.replaceAll(/\n(?=.)/g, "\n  ");
    const message = `this tensor is a result of ${this.#step}, which failed\n\n  ${cause}\n`;
    const error = new Kind(message, { rule: "A step that fails changes no state and has no results." });
    error.cause = this.#cause;
    throw error;
  }
}

/** A value that was given up by hand. */
export class Disposed implements Source {
  storage(): Storage {
    throw new StateError("a tensor was used after it was disposed of", {
      rule: "Disposing gives up the value.",
      fix: "Leave it out: the memory of tensors that nobody refers to comes back by itself.",
    });
  }
}

/** What stands for a value of each run while a function, or the body of a scan, is traced. */
export class Argument implements Source {
  readonly #name: string;
  readonly #owner: string;

  constructor(name: string, owner = "a compiled function") {
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

export function inputOf(source: Source, shape: Shape, dtype: DType, name?: string): Node {
  const node = build.input(shape, dtype, name);
  sources.set(node, source);
  return node;
}

/** A copy of the data at `source`. Throws where there is none. */
export function copyOf(source: Source): TypedArray {
  return source instanceof Given && source.data !== null ? source.data.slice() : source.storage().read();
}
