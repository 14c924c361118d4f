/** Long texts as examples for a language model: windows in any order, or streams that continue from batch to batch. */
import { ArgumentError } from "../base/errors.ts";
import { type Tensor, adopt } from "../tensor/index.ts";
import { BatchList } from "./batch-list.ts";
import { checkCount } from "./batches.ts";
import { Dataset } from "./dataset.ts";

/** Batch of a text: tokens, i32 [batchSize, length], and the token after each of them, in the same shape. */
export type TextBatch = [input: Tensor, target: Tensor];

/** Options of `textWindows`. */
export interface WindowOptions {
  /** Number of tokens of an example. */
  readonly length: number;
  /** Distance between the starts of neighboring examples. Default: `length`, so that they do not overlap. */
  readonly stride?: number;
}

/**
 * Returns the windows of a text as a data set. Throws an ArgumentError if the text has fewer than `length` + 1 tokens,
 * or a size is not an integer of at least 1.
 */
export function textWindows(tokens: Int32Array, { length, stride = length }: WindowOptions): Dataset<TextBatch> {
  checkCount("the length", length, 1);
  checkCount("the stride", stride, 1);
  checkText(tokens, length + 1);
  const count = Math.floor((tokens.length - 1 - length) / stride) + 1;
  const [inputs, targets] = [new Int32Array(count * length), new Int32Array(count * length)];
  for (let i = 0; i < count; i++) {
    inputs.set(tokens.subarray(i * stride, i * stride + length), i * length);
    targets.set(tokens.subarray(i * stride + 1, i * stride + 1 + length), i * length);
  }
  const fields = [inputs, targets].map((data) => ({ data, shape: [count, length] }));
  return new Dataset<TextBatch>(fields, (data, shape) => adopt(data, shape));
}

/** Options of `textStreams`. */
export interface StreamOptions {
  /** Number of parallel streams. */
  readonly batchSize: number;
  /** Number of tokens of each stream in a batch. */
  readonly length: number;
  /** Number of passes over the text. Default 1. */
  readonly epochs?: number;
}

/**
 * Divides a text into `batchSize` streams. Each batch continues where the previous one ended, so a recurrent network
 * can keep its state from batch to batch (truncated back-propagation through time, Williams and Peng, 1990). Tokens
 * that do not fill a batch are dropped. Iterating throws an ArgumentError if the text has less than one batch, or a
 * size is not an integer of at least 1.
 */
export function textStreams(
  tokens: Int32Array,
  { batchSize, length, epochs = 1 }: StreamOptions,
): BatchList<TextBatch> {
  checkCount("the batch size", batchSize, 1);
  checkCount("the length", length, 1);
  checkText(tokens, batchSize * length + 1);
  const stream = Math.floor((tokens.length - 1) / batchSize);
  const at = (index: number): TextBatch => {
    const rows = (shift: number) => {
      const data = new Int32Array(batchSize * length);
      for (let i = 0; i < batchSize; i++) {
        const from = i * stream + index * length + shift;
        data.set(tokens.subarray(from, from + length), i * length);
      }
      return adopt(data, [batchSize, length]);
    };
    return [rows(0), rows(1)];
  };
  return new BatchList({ epochs, perEpoch: Math.floor(stream / length), epoch: () => at });
}

function checkText(tokens: Int32Array, least: number): void {
  if (tokens.length >= least) return;
  throw new ArgumentError(`a text of ${tokens.length} tokens is too short`, {
    rule: `One batch requires ${least} tokens, including the one after the last input.`,
  });
}
