/** Hops over an external memory that is read by content, as in end-to-end memory networks (Sukhbaatar et al., 2015). */
import { operandOf } from "../base/build.ts";
import { ArgumentError, DTypeError, ShapeError } from "../base/errors.ts";
import { checkCounts, readOptions } from "../base/options.ts";
import { Tensor, where } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { attention, attentionWeights, onlySeen } from "./attention.ts";
import { dotScore } from "./attention-scores.ts";
import { given } from "./given.ts";

/** Memory of one hop: n slots, each with an address to be found by and a content to be read. */
export interface MemorySlots {
  /** Addresses, f32 [..., n, d]. */
  readonly addresses: Tensor;
  /** Contents, f32 [..., n, d]. */
  readonly contents: Tensor;
}

/** Options of `memoryHops`. */
export interface MemoryHopsOptions {
  /** Bool mask that broadcasts to the slots [..., n]: true for slots in use. Default: all. */
  readonly mask?: Tensor | undefined;
  /**
   * Weights are the scores themselves, without the softmax. Training may begin this way, which passes larger gradients
   * to the addresses ("linear start"). Default false.
   */
  readonly linear?: boolean | undefined;
}

/** Result of `memoryHops`. */
export interface MemoryReading {
  /** Query after the last hop, f32 [..., d]. */
  readonly output: Tensor;
  /** Weights of the slots in each hop, f32 [..., n]. */
  readonly weights: readonly Tensor[];
}

/**
 * Reads an external memory in several hops, one for each element of `memories`: query [..., d] -> output [..., d]
 * (Sukhbaatar et al., 2015). In a hop, softmax(query · address) weights the slots, and the weighted sum of their contents
 * is added to the query. Leading axes broadcast.
 *
 * Slots that the mask hides are ignored: their weights and gradients are 0, even if they contain NaN. A memory without
 * visible slots adds 0 to the query.
 *
 * Throws an ArgumentError if `memories` is empty, a ShapeError unless all have the query's number of features d, and a
 * DTypeError unless the mask is bool.
 */
export function memoryHops(
  query: Tensor,
  memories: readonly MemorySlots[],
  options: MemoryHopsOptions = {},
): MemoryReading {
  const { mask, linear = false } = readOptions("memoryHops", options, { mask: "tensor", linear: "boolean" });
  check(given(query, "memoryHops"), memories, mask);
  return inCall("memoryHops", () => {
    const visible = mask?.unsqueeze(-2);
    let state = query.unsqueeze(-2);
    const weights = memories.map((slots) => {
      const { read, shares } = (linear ? linearRead : softRead)(state, slots, visible);
      state = state.add(read);
      return shares.squeeze(-2);
    });
    return { output: state.squeeze(-2), weights };
  });
}

interface Read {
  /** Weighted sum of the contents, [..., 1, d]. */
  readonly read: Tensor;
  /** Weights, [..., 1, n]. */
  readonly shares: Tensor;
}

function softRead(query: Tensor, { addresses, contents }: MemorySlots, mask: Tensor | undefined): Read {
  const options = { mask, score: dotScore };
  return {
    read: attention(query, addresses, contents, options),
    shares: attentionWeights(query, addresses, options),
  };
}

function linearRead(query: Tensor, { addresses, contents }: MemorySlots, mask: Tensor | undefined): Read {
  const scores = dotScore(query, onlySeen(addresses, mask));
  const shares = mask === undefined ? scores : where(mask, scores, 0);
  return { read: shares.matmul(onlySeen(contents, mask)), shares };
}

/**
 * Position weights of the words of a sentence, f32 [words, features] (Sukhbaatar et al., 2015). Word vectors are
 * multiplied by them and added up, so that the sum depends on the order of the words. For word j of J and feature k of
 * d, counted from 1, the weight is (1 - j / J) - (k / d)(1 - 2j / J). Throws an ArgumentError unless both sizes are
 * integers of at least 1.
 */
export function sentencePositions(words: number, features: number): Tensor {
  checkCounts("sentencePositions", { words, features }, 1);
  const values = Float32Array.from({ length: words * features }, (_, i) => {
    const [place, feature] = [(Math.floor(i / features) + 1) / words, ((i % features) + 1) / features];
    return 1 - place - feature * (1 - 2 * place);
  });
  return Tensor.from(values, [words, features]);
}

function check(query: Tensor, memories: readonly MemorySlots[], mask: Tensor | undefined): void {
  if (!Array.isArray(memories) || memories.length === 0) {
    throw new ArgumentError("memoryHops was given no memories", {
      rule: "It makes one hop for each element { addresses, contents } of a list.",
    });
  }
  const features = query.shape.at(-1);
  for (const { addresses, contents } of memories as readonly MemorySlots[]) {
    const [a, c] = [given(addresses, "memoryHops").shape, given(contents, "memoryHops").shape];
    const fits = [a, c].every((shape) => shape.length >= 2 && shape.at(-1) === features);
    if (features !== undefined && fits && a.at(-2) === c.at(-2)) continue;
    throw new ShapeError("memoryHops was given shapes that do not match", {
      operands: [
        operandOf(query.node, "query"),
        operandOf(addresses.node, "addresses"),
        operandOf(contents.node, "contents"),
      ],
      rule: "Required: [..., d], [..., n, d] and [..., n, d].",
    });
  }
  if (mask === undefined || (mask.dtype === "bool" && mask.shape.length > 0)) return;
  throw new DTypeError(`memoryHops was given a mask of ${mask.dtype}, with ${mask.shape.length} axes`, {
    operands: [operandOf(mask.node, "mask")],
    rule: "A mask is bool with the axes [..., n]; true means that the slot is in use.",
    fix: 'Convert it: mask.cast("bool").',
  });
}
