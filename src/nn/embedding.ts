/** The embedding: a learned vector for each of a number of things. */
import { DTypeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Initializer, Module, Param, type Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { normal } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";

/**
 * Rows of `weight` [count, features] at integer ids: [...] -> [..., features]. Drawn from the standard normal distribution
 * unless `weight` says otherwise. An id out of range makes the read of the result reject.
 */
export class Embedding extends Module {
  static override readonly name: string = "Embedding";
  readonly weight: Param;

  constructor(count: number, features: number, options: { readonly weight?: Initializer } = {}) {
    super();
    const { weight = normal(0, 1) } = readOptions("Embedding", options, { weight: "function" });
    checkSizes("Embedding", { count, features });
    this.weight = new Param([count, features], weight);
  }

  /** Throws a DTypeError unless `ids` are integers. */
  forward(ids: Tensor): Tensor {
    given(ids, this);
    if (ids.dtype === "i32" || ids.dtype === "u8") return this.weight.take(ids.cast("i32"));
    throw new DTypeError(`${String(this)} was given ids of ${ids.dtype}`, {
      operands: [{ name: ids.node.label ?? "ids", shape: ids.shape, dtype: ids.dtype }],
      rule: "Ids are i32 or u8.",
      fix: 'Convert them: ids.cast("i32").',
    });
  }

  override toString(): string {
    return `Embedding(${this.weight.shape.join(", ")})`;
  }
}
