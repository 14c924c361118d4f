/**
 * Calls that the library's types must accept or reject. The compiler checks this file; it never runs. TypeScript
 * reports an unused `@ts-expect-error`, so a call that is no longer rejected fails the check.
 */
import {
  Dropout,
  GRU,
  Linear,
  Module,
  Param,
  Sequential,
  Tensor,
  adam,
  compile,
  crossEntropy,
  encodeModel,
  fit,
  grad,
  random,
  relu,
  scan,
  sgd,
} from "hebb";
import { Dataset, mnist } from "hebb/data";

const use: (...values: readonly unknown[]) => void = () => {};

export async function refused(x: Tensor, y: Tensor): Promise<void> {
  const model = new Sequential(new Linear(2, 3), relu, new Linear(3, 2));

  // Options have names and types.
  // @ts-expect-error: the option is misspelled
  adam(model, { learningrate: 1e-3 });
  // @ts-expect-error: a learning rate is a number or a schedule
  sgd(model, { learningRate: "0.1" });
  // @ts-expect-error: a layer needs both sizes
  use(new Linear(2));
  // @ts-expect-error: a probability is a number
  use(new Dropout("half"));
  // @ts-expect-error: an option of another layer
  use(new Linear(2, 3, { layers: 2 }));
  // @ts-expect-error: f16 is not an element type
  x.cast("f16");
  // @ts-expect-error: axes are numbers
  x.sum("rows");
  // @ts-expect-error: keepDims is an option
  x.mean(1, true);

  // Tensors and numbers are not interchangeable.
  // @ts-expect-error: arithmetic needs methods
  use(x * 2);
  // @ts-expect-error: a model takes tensors
  model.forward(3);
  // @ts-expect-error: labels are a tensor
  crossEntropy(x, 3);
  // @ts-expect-error: data are numbers or booleans
  Tensor.from(["one"]);

  // Compiled functions take their declared arguments, or data for them.
  const step = compile((a: Tensor, b: Tensor) => a.add(b).sum());
  step(x, new Float32Array(2));
  step(x, 1);
  // @ts-expect-error: an argument is missing
  step(x);
  // @ts-expect-error: a string is not data
  step(x, "y");
  // @ts-expect-error: a number arrives as a tensor
  compile((a: Tensor, n: number) => a.mul(n))(x, 3);

  // grad returns one gradient for each tensor, in the same order.
  const [first, second] = grad(x.sum(), [x, y]);
  const sum: Tensor = first.add(second);
  // @ts-expect-error: there is no third gradient
  const [, , third] = grad(x.sum(), [x, y]);

  // A scan returns its last carry and the stacked results.
  const [last, stacked] = scan((carry: Tensor, row: Tensor) => [carry.add(row), { row }], x, y);
  const rows: Tensor = stacked.row;
  // @ts-expect-error: a step returns a pair
  scan((carry: Tensor) => carry, x, y);

  // A recurrent layer returns its outputs and a state for each layer.
  const { outputs, state } = new GRU(2, 3).forward(x);
  const finals: readonly Tensor[] = state;
  // @ts-expect-error: only an LSTM's state has a cell
  use(state[0].cell);

  // Training needs a loss and an optimizer.
  // @ts-expect-error: the loss is missing
  await fit(model, new Dataset([x, y]), { optimizer: sgd(model, { learningRate: 0.1 }), epochs: 1 });
  const bytes: Uint8Array<ArrayBuffer> = await encodeModel(model);
  // @ts-expect-error: the parts of a data set are train and test
  use((await mnist()).validation);

  use(third, sum, last, rows, outputs, finals, bytes);
}

/** A module is a class with a `forward` of tensors. */
export class Scaled extends Module {
  factor = new Param([1], (shape) => random.uniform(shape));

  forward(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

// @ts-expect-error: a module must have a `forward`
export class Empty extends Module {}
