/**
 * Gradients of the loss at each time step by the states of all earlier steps, |∂L_t/∂h_k|, for all t and k in one
 * backward pass.
 */
import { type Tensor, arange, compile, concat, crossEntropy, grad, observe } from "hebb";
import type { LanguageModel } from "../shared/language.ts";

/**
 * Returns `values[k][t]` = |∂L_t/∂h_k|, and NaN for k > t. Tokens and targets are [1, time]. The text is read by `time`
 * copies in a batch, and copy t has only the loss at step t. The state of an LSTM is its hidden state together with its
 * cell state.
 */
export async function influence(model: LanguageModel, tokens: Tensor, targets: Tensor): Promise<number[][]> {
  const time = tokens.shape[1]!;
  const norms = compile((input: Tensor, target: Tensor) => {
    const [{ logits }, seen] = observe(() => model.forward(input.expand([time, time])));
    const losses = crossEntropy(logits, target.expand([time, time]), { reduction: "none" });
    const own = arange(time).unsqueeze(1).equal(arange(time)).cast("f32");
    const states = Object.keys(seen).filter((name) => name.startsWith("recurrent.states"));
    const slopes = grad(
      losses.mul(own).sum(),
      states.map((name) => seen[name]!),
    );
    return concat(slopes, -1).norm(-1);
  });
  const values = await norms(tokens, targets).array();
  return Array.from({ length: time }, (_, k) =>
    Array.from({ length: time }, (_unused, t) => (t < k ? NaN : values[k * time + t]!)),
  );
}

/** Returns the geometric mean over t of |∂L_t/∂h_{t-d}| for each distance d. */
export function fading(values: readonly (readonly number[])[], distances: number): number[] {
  return Array.from({ length: distances }, (_, d) => {
    const logs = values.flatMap((row, k) => (k + d < values.length ? [Math.log(Math.max(row[k + d]!, 1e-38))] : []));
    return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  });
}
