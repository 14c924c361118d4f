/** The recurrent Jacobian ∂s_{t+span}/∂s_t of a language model along a text, and its singular values. */
import { LSTM, Tensor, arange, compile, concat, eigenSymmetric, grad } from "hebb";
import type { LanguageModel, State } from "../shared/language.ts";

/** A matrix as rows. The state s is h; for an LSTM, it is h followed by C. */
export type Matrix = readonly (Float32Array | Float64Array)[];

/**
 * Returns J_t for every t for which tokens t to t + span - 1 are in the text. The model must have one recurrent layer.
 * Each row is a separate gradient: a batch with one copy of the text for each element of the state, in which copy i
 * differentiates element i of the new state.
 */
export async function jacobians(model: LanguageModel, text: Int32Array, span: number): Promise<Matrix[]> {
  const size = (model.recurrent instanceof LSTM ? 2 : 1) * model.recurrent.cells[0]![0]!.hidden;
  const rows = compile((tokens: Tensor, before: Tensor) => {
    const copies = before.expand([size, size]);
    const { state } = model.forward(tokens.expand([size, span]), stateOf(model, copies));
    const asked = arange(size).unsqueeze(1).equal(arange(size)).cast("f32");
    return grad(vectorOf(state).mul(asked).sum(), [copies])[0];
  });
  const advance = compile((token: Tensor, before: Tensor) =>
    vectorOf(model.forward(token, stateOf(model, before)).state),
  );
  const tokens = (start: number, length: number) => Tensor.from(text.slice(start, start + length), [1, length], "i32");
  const found: Matrix[] = [];
  let state = vectorOf(model.start(1));
  for (let t = 0; t + span <= text.length; t++) {
    const values = (await rows(tokens(t, span), state).array()) as Float32Array;
    found.push(Array.from({ length: size }, (_, i) => values.slice(i * size, (i + 1) * size)));
    state = advance(tokens(t, 1), state);
  }
  return found;
}

/**
 * Returns the singular values in descending order: the square roots of the eigenvalues of JᵀJ. Values below 1e-7 of the
 * largest are rounding errors.
 */
export function singularValues(matrix: Matrix): number[] {
  const n = matrix.length;
  const product = Array.from({ length: n }, () => new Float64Array(n));
  for (const row of matrix) {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) product[i]![j]! += row[i]! * row[j]!;
  }
  const { values } = eigenSymmetric(product);
  return Array.from(values, (value) => Math.sqrt(Math.max(0, value))).sort((a, b) => b - a);
}

/** Returns the state as a matrix with one row per example. */
function vectorOf([state]: State): Tensor {
  return "hidden" in state! ? concat([state.hidden, state.cell], -1) : state!;
}

function stateOf(model: LanguageModel, vector: Tensor): State {
  if (!(model.recurrent instanceof LSTM)) return [vector];
  const [hidden, cell] = vector.chunk(2, -1);
  return [{ hidden: hidden!, cell: cell! }];
}
