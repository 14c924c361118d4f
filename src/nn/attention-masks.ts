/** Which keys a query may see, as bool masks: true is seen. They broadcast, and combine by `and`. */
import { DTypeError } from "../base/errors.ts";
import { type Tensor, checkedIndices, iota } from "../tensor/index.ts";
import { given } from "./given.ts";

/**
 * Bool [queries, keys]: each query sees the key of its own position and those before it. Where there are more keys than
 * queries, the queries are the last positions, as in decoding with keys that were kept; PyTorch's `is_causal` takes them
 * for the first.
 */
export function causalMask(queries: number, keys: number = queries): Tensor {
  return iota(keys).lessEqual(
    iota(queries)
      .add(keys - queries)
      .unsqueeze(-1),
  );
}

/**
 * Bool [..., 1, keys]: the first `lengths` [...] of the keys are seen, the others are padding. A length below 0 or beyond
 * the keys makes the read of what is computed with the mask reject.
 */
export function paddingMask(lengths: Tensor, keys: number): Tensor {
  if (given(lengths, "paddingMask").dtype !== "i32" && lengths.dtype !== "u8") {
    throw new DTypeError(`paddingMask was given lengths of ${lengths.dtype}`, {
      operands: [{ name: "lengths", shape: lengths.shape, dtype: lengths.dtype }],
      rule: "Lengths are i32 or u8.",
    });
  }
  const known = checkedIndices("paddingMask", "length", lengths.cast("i32"), keys + 1);
  return iota(keys).less(known.unsqueeze(-1).unsqueeze(-1));
}
