/** Embedding: a table of learned vectors, indexed by integer ids. */
import { DTypeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Initializer, Module, Param, type Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { normal } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/**
 * Embedding: looks up rows of a table of `count` learned vectors: ids [...] -> [..., features]. The option `weight` is
 * an initializer; by default, the table is drawn from the standard normal distribution. If an id is not from 0 to
 * count - 1, reading the result rejects with a FaultError. Throws an ArgumentError unless both sizes are integers of at
 * least 1.
 */
export class Embedding extends Module {
  static override readonly name: string = "Embedding";
  /** Table of vectors, f32 [count, features]. */
  readonly weight: Param;

  constructor(count: number, features: number, options: { readonly weight?: Initializer } = {}) {
    super();
    const { weight = normal(0, 1) } = readOptions("Embedding", options, { weight: "function" });
    checkSizes("Embedding", { count, features });
    this.weight = new Param([count, features], weight);
  }

  /** Throws a DTypeError unless `ids` are i32 or u8. */
  forward(ids: Tensor): Tensor {
    given(ids, this);
    if (ids.dtype === "i32" || ids.dtype === "u8") return this.weight.take(ids.cast("i32"));
    throw new DTypeError(`${String(this)} was given ids of ${ids.dtype}`, {
      operands: [{ name: ids.node.label ?? "ids", shape: ids.shape, dtype: ids.dtype }],
      rule: "Ids must be i32 or u8.",
      fix: 'Convert them: ids.cast("i32").',
    });
  }

  override toString(): string {
    return `Embedding(${this.weight.shape.join(", ")})`;
  }
}
