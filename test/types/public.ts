/**
 * What the types of the library refuse, and what they let through: checked by the compiler, never run. A line after
 * `@ts-expect-error` that has no error is an error itself.
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

  // Options are named, and have their kinds.
  // @ts-expect-error: "rat" is misspelled
  adam(model, { rat: 1e-3 });
  // @ts-expect-error: a learning rate is a number or a schedule
  sgd(model, { learningRate: "0.1" });
  // @ts-expect-error: a layer needs both sizes
  use(new Linear(2));
  // @ts-expect-error: a share is a number
  use(new Dropout("half"));
  // @ts-expect-error: an option of another layer
  use(new Linear(2, 3, { layers: 2 }));
  // @ts-expect-error: there is no element type f16
  x.cast("f16");
  // @ts-expect-error: an axis is a number, or several
  x.sum("rows");
  // @ts-expect-error: the mean keeps axes by an option
  x.mean(1, true);

  // Tensors are no numbers, and numbers no tensors.
  // @ts-expect-error: arithmetic is by methods
  use(x * 2);
  // @ts-expect-error: a model takes tensors
  model.forward(3);
  // @ts-expect-error: labels are a tensor
  crossEntropy(x, 3);
  // @ts-expect-error: text has no values
  Tensor.from(["one"]);

  // Compiled functions take what they were declared with, or data for it.
  const step = compile((a: Tensor, b: Tensor) => a.add(b).sum());
  step(x, new Float32Array(2));
  step(x, 1);
  // @ts-expect-error: two arguments
  step(x);
  // @ts-expect-error: a name is not data
  step(x, "y");
  // @ts-expect-error: a number arrives as a tensor
  compile((a: Tensor, n: number) => a.mul(n))(x, 3);

  // Gradients come in the order of what was asked for, and as many.
  const [first, second] = grad(x.sum(), [x, y]);
  const sum: Tensor = first.add(second);
  // @ts-expect-error: there is no third one
  const [, , third] = grad(x.sum(), [x, y]);

  // A scan returns its last carry and what was stacked.
  const [last, stacked] = scan((carry: Tensor, row: Tensor) => [carry.add(row), { row }], x, y);
  const rows: Tensor = stacked.row;
  // @ts-expect-error: a step returns a pair
  scan((carry: Tensor) => carry, x, y);

  // A recurrent layer gives outputs, and a state for each layer.
  const { outputs, state } = new GRU(2, 3).forward(x);
  const finals: readonly Tensor[] = state;
  // @ts-expect-error: an LSTM's state has two parts, a GRU's one
  use(state[0].cell);

  // Training asks for a loss and an optimizer.
  // @ts-expect-error: without a loss
  await fit(model, new Dataset([x, y]), { optimizer: sgd(model, { learningRate: 0.1 }), epochs: 1 });
  const bytes: Uint8Array<ArrayBuffer> = await encodeModel(model);
  // @ts-expect-error: parts are called train and test
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

// @ts-expect-error: without `forward` it is no module
export class Empty extends Module {}
