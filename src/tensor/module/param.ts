/**
 * Parameters: tensors that programs read and overwrite. A parameter is initialized when a program or a read first needs
 * its value, which depends only on the seed and the parameter's path. Uses only `toString` of modules.
 */
import type { DType, TypedArray } from "../../base/dtype.ts";
import { operandOf } from "../../base/build.ts";
import { ArgumentError, DTypeError, ShapeError, StateError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import type { Shape } from "../../base/shape.ts";
import { formatShape, sameShape } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { Storage } from "../../runtime/index.ts";
import { type Nested, elementsOf } from "../value/data.ts";
import type { TensorLike } from "../value/tensor.ts";
import { firstValues } from "../source/first-values.ts";
import { isFrozen } from "./freeze.ts";
import { Lazy, nameNode, nodeOf } from "../value/lazy.ts";
import { broadcastTo, checkShape, constantOf, describe } from "../value/operand.ts";
import { type Random, currentRun, drawScopeName, keyOfPath, randomFrom } from "./random.ts";
import { flushReads } from "../source/read.ts";
import { type Source, Stale, settleNode } from "../source/source.ts";
import { Tensor } from "../value/tensor.ts";
import {
  type Scope,
  type Variable,
  activeTrace,
  currentScans,
  currentScope,
  currentScopes,
  forbidInTrace,
  outsideTrace,
} from "../source/trace.ts";

/** Computes the initial value of a parameter: a tensor of `shape`, which may draw from `random`. */
export type Initializer = (shape: Shape, random: Random) => Tensor;

/** Options of `Param`. */
export interface ParamOptions {
  /** False for values that optimizers must not change, such as running statistics. Default true. */
  readonly trainable?: boolean;
  /** Element type. Default "f32". */
  readonly dtype?: DType;
}

/** The owner of a parameter and its path there. */
export interface Place {
  /** Field names that lead to it, joined by dots. */
  readonly path: string;
  /** Distinguishes roots with the same paths: empty, `#2`, `#3`, … */
  readonly scope: string;
  /** The seed of the initial value. Undefined means the current seed of `random`. */
  readonly seed?: number | undefined;
  /** The module that has it as a field. */
  readonly owner?: { toString(): string } | undefined;
}

/**
 * A tensor with a value that can be replaced: a weight or a statistic of a model. Optimizers update parameters;
 * compiled functions replace them by `assign`, other code by `set`. Parameters are stored in fields of modules.
 */
export class Param extends Tensor implements Variable, Source {
  static override readonly name: string = "Param";
  /** True if it was created as trainable. `trainable` is false while it is frozen, too. */
  readonly isWeight: boolean;
  /** The input node for its value when a program starts. */
  readonly entry: Node;
  /** Id in histories. */
  readonly id: number;
  /**
   * The node for the current value outside programs. Unread tensors computed from it become stale when the value
   * changes.
   */
  input: Node | undefined = undefined;
  readonly #initializer: Initializer;
  #place: Place | null = null;
  #storage: Storage | null = null;
  #found = false;

  /**
   * Creates a parameter of `shape` with the initial value initializer(shape, random), computed at first use. The value
   * depends only on the seed and the parameter's path in the model, not on the order of creation.
   *
   * Throws an ArgumentError unless `shape` is an array of integers of at least 0 and `initializer` is a function.
   */
  constructor(shape: Shape, initializer: Initializer, options: ParamOptions = {}) {
    checkShape(shape, "new Param");
    const kinds = { trainable: "boolean", dtype: "string" } as const;
    const { trainable = true, dtype = "f32" } = readOptions<ParamOptions>("new Param", options, kinds);
    if (typeof initializer !== "function") {
      throw new ArgumentError(`new Param was given ${describe(initializer)} as its initializer`, {
        rule: "An initializer is a function (shape, random) => Tensor.",
        fix: "For example: (shape, random) => random.normal(shape, { std: 0.02 }).",
      });
    }
    super([...shape], dtype, null, null);
    this.location = this;
    const origin = { module: "", toString: () => String(this.#place?.owner ?? "") };
    this.entry = build.input(this.shape, dtype, undefined, origin);
    settleNode(this.entry, this);
    this.id = this.entry.id;
    this.expression = this.entry;
    this.isWeight = trainable;
    this.#initializer = initializer;
  }

  /** True if optimizers change it: it was created as trainable and is not frozen. */
  get trainable(): boolean {
    return this.isWeight && !isFrozen(this);
  }

  override get node(): Node {
    if (!this.#found && currentScope() !== undefined) this.#find();
    if (activeTrace() !== null || this.expression !== this.entry) return this.expression!;
    if (this.input === undefined) settleNode((this.input = this.entry.with({})), this);
    return this.input;
  }

  /** @internal Marks the value as changed. */
  changed(): void {
    if (this.input === undefined) return;
    settleNode(this.input, new Stale(this.id, this.label));
    this.input = undefined;
  }

  /** The path from the first model that reached it, such as `hidden.weight`. Empty before that. */
  get path(): string {
    return this.#place?.path ?? "";
  }

  /**
   * Replaces the value in a compiled function, for the rest of the function and for later calls. `value` must have the
   * shape and element type of the parameter, or be a number, which fills the shape. All assignments take effect when
   * the call succeeds.
   *
   * Throws a StateError outside compiled functions or inside a scan, a ShapeError or a DTypeError for a value of
   * another shape or type.
   */
  assign(value: TensorLike): void {
    const trace = activeTrace();
    if (trace === null) {
      throw new StateError(`${this.label} was assigned outside compile`, {
        rule: "assign is an update at the end of a compiled step.",
        fix: "Outside, write: await param.set(value).",
      });
    }
    if (currentScans().length > 0) {
      throw new StateError(`${this.label} was assigned inside a scan`, {
        rule: "A step of a scan must not have side effects.",
        fix: "Make it a carry, and assign its last value afterwards.",
      });
    }
    const next =
      typeof value === "number"
        ? broadcastTo(constantOf(value, this.dtype, "assign"), this.shape)
        : nodeOf(value, "assign");
    const operands = [operandOf(this.entry, "param"), operandOf(next, "value")];
    if (!sameShape(next.shape, this.shape)) {
      throw new ShapeError(`${this.label} cannot be assigned a value of another shape`, {
        operands,
        rule: "Both shapes must match.",
      });
    }
    if (next.dtype !== this.dtype) {
      throw new DTypeError(`${this.label} cannot be assigned a value of another type`, {
        operands,
        rule: "Both types must match.",
        fix: `Convert it: value.cast("${this.dtype}").`,
      });
    }
    trace.assigned.set(this, next);
    // Assignments of values that are not trained, made while a layer runs, are its statistics.
    if (this.isWeight || currentScope() === undefined) trace.assigns = true;
    this.bind(next);
  }

  /**
   * Replaces the value outside compiled functions by a typed array or nested arrays with as many elements, or by a
   * tensor of the same shape. Resolves when the value is set.
   *
   * Rejects with a ShapeError or DTypeError if the data does not match, and with a StateError inside compile. The value
   * is unchanged then.
   */
  async set(value: TypedArray | Nested | Tensor): Promise<void> {
    forbidInTrace(`${this.label}.set was called`, "Within a compiled function, write: param.assign(value).");
    const tensor = value instanceof Lazy;
    if (tensor && !sameShape(value.shape, this.shape)) {
      throw new ShapeError(`${this.label} cannot be set to a value of another shape`, {
        operands: [operandOf(this.entry, "param"), operandOf(value.node, "value")],
        rule: "Both shapes must match.",
      });
    }
    this.put(elementsOf(tensor ? await value.array() : value, this.shape, this.dtype).data);
  }

  /** @internal Sets the value to `data`, which must have the right type and length. */
  put(data: TypedArray): void {
    flushReads();
    this.#storage = Storage.fromHost(this.dtype, data, "parameters").pin();
    this.changed();
  }

  /** @internal Represents the parameter by `node` in the current trace. */
  bind(node: Node): void {
    this.expression = node;
  }

  /** Returns the storage of the value. Initializes the parameter if necessary. */
  storage(): Storage {
    if (this.#storage === null) Param.initializeAll([this]);
    return this.#storage!;
  }

  /** @internal Initializes all of `params` that have no value, in one program. */
  static initializeAll(params: readonly Param[]): void {
    const waiting = params.filter((param) => param.#storage === null);
    if (waiting.length === 0) return;
    const storages = outsideTrace(() => firstValues(waiting.map((param) => param.#draw().node)));
    waiting.forEach((param, i) => (param.#storage = storages[i]!));
  }

  /** @internal Discards the value, so that it is initialized again, with another seed or scope if given. */
  restart({ seed, scope }: { readonly seed?: number; readonly scope?: string }): void {
    this.#storage = null;
    this.changed();
    const place = this.#place;
    if (place) this.#place = { ...place, seed, scope: scope ?? place.scope };
  }

  /** True if a root has reached it. */
  get hasPlace(): boolean {
    return this.#place !== null;
  }

  /** @internal Sets the place where the first root reached it. */
  settlePlace(place: Place): void {
    this.#place = place;
    nameNode(this.entry, place.path);
    if (this.input) nameNode(this.input, place.path);
  }

  /** @internal Records that it is reachable through fields of a root. */
  markFound(): void {
    this.#found = true;
  }

  /** Returns the path, element type and shape, such as `Param hidden.weight f32 [784, 256]`. */
  override toString(): string {
    return `Param ${this.path} ${this.dtype} ${formatShape(this.shape)}`.replace("  ", " ");
  }

  /** The name in error messages: the path, if it has one. */
  get label(): string {
    return this.path || "a parameter";
  }

  /** Throws a StateError unless it is reachable through fields of the running model, so that it is trained and saved. */
  #find(): void {
    const [root] = currentScopes() as [Scope];
    root.search();
    if (this.#found) return;
    const { module } = currentScope()!;
    const owner = module === root.module ? String(module) : `${String(module)} in ${String(root.module)}`;
    throw new StateError(`${owner} uses a parameter that is not in a field`, {
      operands: [operandOf(this.entry, "parameter")],
      rule: "Parameters must be in fields, directly or in modules, arrays, objects, Maps or Sets. In a #private field or a closure, they would be neither trained nor saved.",
      fix: `Make it a field of ${String(root.module)}, without #.`,
    });
  }

  /** Returns the initial value. Throws an ArgumentError if the initializer returns another shape or type. */
  #draw(): Tensor {
    if (this.#place === null) this.settlePlace({ path: "parameter", scope: claimScope(["parameter"]) });
    const { path, scope, seed = currentRun().seed } = this.#place!;
    const value: unknown = this.#initializer(this.shape, randomFrom(keyOfPath(`${scope}/${path}`, seed)));
    if (value instanceof Tensor && sameShape(value.shape, this.shape) && value.dtype === this.dtype) return value;
    const got = value instanceof Lazy ? `${value.dtype} ${formatShape(value.shape)}` : describe(value);
    throw new ArgumentError(`the initializer of ${this.label} returned ${got}`, {
      rule: `It must return a tensor of type ${this.dtype} and shape ${formatShape(this.shape)}.`,
    });
  }
}

/** Returns the scope of a new root with parameters at these paths: empty for the first root, then `#2`, `#3`, … */
export function claimScope(paths: readonly string[]): string {
  const scope = drawScopeName();
  if (scope !== null) {
    throw new StateError(`${paths[0]} gets its name during random.scope("${scope}")`, {
      rule: "Parameters must get their names before, for example by creating the optimizer.",
    });
  }
  const taken = currentRun().paths;
  const number = 1 + Math.max(0, ...paths.map((path) => taken.get(path) ?? 0));
  for (const path of paths) taken.set(path, number);
  return number === 1 ? "" : `#${number}`;
}
