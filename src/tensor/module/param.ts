/**
 * Parameters: tensors that programs read and replace. One gets its first value when a program or a read first needs it;
 * that value depends on the run's seed and the parameter's path only. Knows modules by their toString only.
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
import { type Random, currentRun, keyOfPath, randomFrom } from "./random.ts";
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

/** A parameter's first value: a tensor of `shape` that may draw from `random`. */
export type Initializer = (shape: Shape, random: Random) => Tensor;

export interface ParamOptions {
  /** Whether optimizers change it. Default true. */
  readonly trainable?: boolean;
  readonly dtype?: DType;
}

/** Whose parameter it is and what it is called there. */
export interface Place {
  /** The fields that lead to it. */
  readonly path: string;
  /** Tells roots with the same paths apart: empty, `#2`, `#3`, … */
  readonly scope: string;
  /** That of the run where it is undefined. */
  readonly seed?: number | undefined;
  /** The module that has it as a field. */
  readonly owner?: { toString(): string } | undefined;
}

export class Param extends Tensor implements Variable, Source {
  static override readonly name: string = "Param";
  /** Whether it was made to be trained; `trainable` is false while it is frozen, too. */
  readonly isWeight: boolean;
  /** The value at entry of whatever program reads it. */
  readonly entry: Node;
  readonly id: number;
  /** The present value outside of programs: tensors that were computed from it are not valid after it has changed. */
  input: Node | undefined = undefined;
  readonly #initializer: Initializer;
  #place: Place | null = null;
  #storage: Storage | null = null;
  #found = false;

  /** Throws an ArgumentError unless `shape` is a shape and `initializer` a function. */
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

  /** Whether optimizers change it: as it was made, unless it is frozen. */
  get trainable(): boolean {
    return this.isWeight && !isFrozen(this);
  }

  override get node(): Node {
    if (!this.#found && currentScope() !== undefined) this.#find();
    if (activeTrace() !== null || this.expression !== this.entry) return this.expression!;
    if (this.input === undefined) settleNode((this.input = this.entry.with({})), this);
    return this.input;
  }

  /** For Hebb's own use: the value has changed. */
  changed(): void {
    if (this.input === undefined) return;
    settleNode(this.input, new Stale(this.id, this.label));
    this.input = undefined;
  }

  /** The fields that lead to it from the first root that reached it, such as `hidden.weight`; empty before. */
  get path(): string {
    return this.#place?.path ?? "";
  }

  /**
   * Within compile: the value from here on, and after the step. A number fills the shape. Commits when the step
   * succeeds.
   */
  assign(value: TensorLike): void {
    const trace = activeTrace();
    if (trace === null) {
      throw new StateError(`${this.label} was assigned outside compile`, {
        rule: "assign describes what a compiled step leaves behind.",
        fix: "Outside, write: await param.set(value).",
      });
    }
    if (currentScans().length > 0) {
      throw new StateError(`${this.label} was assigned inside a scan`, {
        rule: "A step of a scan has no effect but its results.",
        fix: "Make it a carry, and assign its last value after the scan.",
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
        rule: "Both shapes are equal.",
      });
    }
    if (next.dtype !== this.dtype) {
      throw new DTypeError(`${this.label} cannot be assigned a value of another type`, {
        operands,
        rule: "Both element types are equal.",
        fix: `Convert it: value.cast("${this.dtype}").`,
      });
    }
    trace.assigned.set(this, next);
    // What a layer assigns while it runs, and nothing trains, are its statistics.
    if (this.isWeight || currentScope() === undefined) trace.assigns = true;
    this.bind(next);
  }

  /**
   * Replaces the value, outside compile: a typed array or nested arrays that fill the shape, or a tensor of this shape.
   * Throws a ShapeError or DTypeError and changes nothing where they do not fit.
   */
  async set(value: TypedArray | Nested | Tensor): Promise<void> {
    forbidInTrace(`${this.label}.set was called`, "Within a compiled function, write: param.assign(value).");
    const tensor = value instanceof Lazy;
    if (tensor && !sameShape(value.shape, this.shape)) {
      throw new ShapeError(`${this.label} cannot be set to a value of another shape`, {
        operands: [operandOf(this.entry, "param"), operandOf(value.node, "value")],
        rule: "Both shapes are equal.",
      });
    }
    this.put(elementsOf(tensor ? await value.array() : value, this.shape, this.dtype).data);
  }

  /** For Hebb's own use: the value is `data`, which fits, from now on. */
  put(data: TypedArray): void {
    flushReads();
    this.#storage = Storage.fromHost(this.dtype, data, "parameters").pin();
    this.changed();
  }

  bind(node: Node): void {
    this.expression = node;
  }

  /** Where the value lies; draws the first one where there is none yet. */
  storage(): Storage {
    if (this.#storage === null) Param.initializeAll([this]);
    return this.#storage!;
  }

  /** For Hebb's own use: draws the first values of those that have none, together. */
  static initializeAll(params: readonly Param[]): void {
    const waiting = params.filter((param) => param.#storage === null);
    if (waiting.length === 0) return;
    const storages = outsideTrace(() => firstValues(waiting.map((param) => param.#draw().node)));
    waiting.forEach((param, i) => (param.#storage = storages[i]!));
  }

  /**
   * For Hebb's own use: forgets the value, so that it is drawn again, from another seed or scope where they are given.
   */
  restart({ seed, scope }: { readonly seed?: number; readonly scope?: string }): void {
    this.#storage = null;
    this.changed();
    const place = this.#place;
    if (place) this.#place = { ...place, seed, scope: scope ?? place.scope };
  }

  get hasPlace(): boolean {
    return this.#place !== null;
  }

  /** For Hebb's own use: the name under which the first root reached it. */
  settlePlace(place: Place): void {
    this.#place = place;
    nameNode(this.entry, place.path);
    if (this.input) nameNode(this.input, place.path);
  }

  /** For Hebb's own use: fields of a root lead to it. */
  markFound(): void {
    this.#found = true;
  }

  override toString(): string {
    return `Param ${this.path} ${this.dtype} ${formatShape(this.shape)}`.replace("  ", " ");
  }

  /** How errors call it: by its path, if it has one. */
  get label(): string {
    return this.path || "a parameter";
  }

  /** Throws a StateError unless fields of the model that runs lead to it: it would be neither trained nor saved. */
  #find(): void {
    const [root] = currentScopes() as [Scope];
    root.search();
    if (this.#found) return;
    const { module } = currentScope()!;
    const owner = module === root.module ? String(module) : `${String(module)} in ${String(root.module)}`;
    throw new StateError(`${owner} uses a parameter that no field leads to`, {
      operands: [operandOf(this.entry, "parameter")],
      rule: "Parameters are found through fields: modules, and arrays, objects, Maps and Sets of them. What is in a #private field or a closure would be neither trained nor saved.",
      fix: `Make it a field of ${String(root.module)}, without #.`,
    });
  }

  /** The first value, as the initializer makes it. */
  #draw(): Tensor {
    if (this.#place === null) this.settlePlace({ path: "parameter", scope: claimScope(["parameter"]) });
    const { path, scope, seed = currentRun().seed } = this.#place!;
    const value: unknown = this.#initializer(this.shape, randomFrom(keyOfPath(`${scope}/${path}`, seed)));
    if (value instanceof Tensor && sameShape(value.shape, this.shape) && value.dtype === this.dtype) return value;
    const got = value instanceof Lazy ? `${value.dtype} ${formatShape(value.shape)}` : describe(value);
    throw new ArgumentError(`the initializer of ${this.label} returned ${got}`, {
      rule: `It returns a tensor of type ${this.dtype} and shape ${formatShape(this.shape)}.`,
    });
  }
}

/** The scope of a new root with parameters of these paths: empty for the first, then `#2`, `#3`, … */
export function claimScope(paths: readonly string[]): string {
  const taken = currentRun().paths;
  const number = 1 + Math.max(0, ...paths.map((path) => taken.get(path) ?? 0));
  for (const path of paths) taken.set(path, number);
  return number === 1 ? "" : `#${number}`;
}
