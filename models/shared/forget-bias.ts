/** Initial biases of an LSTM whose forget gates start open. */
import { type Initializer, concat, ones, zeros } from "hebb";

/**
 * Initial biases of an LSTM, [4 · hidden] in the order i, f, g, o. The forget gates start open; otherwise half of a
 * cell's value is lost at each step, and its gradient vanishes (Gers et al., 2000). There are two bias vectors, which
 * add up to 2.
 */
export const openForgetGates: Initializer = (shape) => {
  const hidden = shape[0]! / 4;
  return concat([zeros([hidden]), ones([hidden]), zeros([2 * hidden])]);
};
