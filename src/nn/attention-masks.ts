/** Attention masks, bool: true means that the query may attend to the key. Masks broadcast and combine with `and`. */
import { DTypeError } from "../base/errors.ts";
import { type Tensor, checkedIndices, iota } from "../tensor/index.ts";
import { given } from "./given.ts";

/**
 * Returns a causal mask, bool [queries, keys]: each query attends to the key at its own position and to earlier ones.
 * `keys` defaults to `queries`. If there are more keys than queries, the queries are the last positions, as in decoding
 * with cached keys. PyTorch's `is_causal` takes them as the first positions.
 */
export function causalMask(queries: number, keys: number = queries): Tensor {
  return iota(keys).lessEqual(
    iota(queries)
      .add(keys - queries)
      .unsqueeze(-1),
  );
}

/**
 * Returns a padding mask, bool [..., 1, keys]: true for the first `lengths` [...] keys, false for padding. Throws a
 * DTypeError unless `lengths` is i32 or u8. If a length is below 0 or above `keys`, reading a result that depends on
 * the mask rejects with a FaultError.
 */
export function paddingMask(lengths: Tensor, keys: number): Tensor {
  if (given(lengths, "paddingMask").dtype !== "i32" && lengths.dtype !== "u8") {
    throw new DTypeError(`paddingMask was given lengths of ${lengths.dtype}`, {
      operands: [{ name: "lengths", shape: lengths.shape, dtype: lengths.dtype }],
      rule: "Lengths must be i32 or u8.",
    });
  }
  const known = checkedIndices("paddingMask", "length", lengths.cast("i32"), keys + 1);
  return iota(keys).less(known.unsqueeze(-1).unsqueeze(-1));
}
