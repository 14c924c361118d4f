/** How strongly the loss at each time depends on the state at each time before: |∂L_t/∂h_k| for all t and k in one pass. */
import { type Tensor, arange, compile, concat, crossEntropy, grad, observe } from "hebb";
import type { LanguageModel } from "../shared/language.ts";

/**
 * `values[k][t]` for tokens [1, time] and what follows them: the text is read by as many examples as there are times, and
 * example t has only the loss at t. Of an LSTM the state is the hidden state and the cell together. NaN for k > t.
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

/** Geometric means over t of |∂L_t/∂h_{t-d}| for each distance d: how the gradient fades on its way back. */
export function fading(values: readonly (readonly number[])[], distances: number): number[] {
  return Array.from({ length: distances }, (_, d) => {
    const logs = values.flatMap((row, k) => (k + d < values.length ? [Math.log(Math.max(row[k + d]!, 1e-38))] : []));
    return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  });
}
