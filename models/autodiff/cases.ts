/**
 * Expressions and networks whose derivatives are checked. All are smooth at their inputs, because finite differences
 * are wrong at a kink.
 */
import { Conv2d, GRU, LayerNorm, Tensor, attention, crossEntropy, random, scan, where } from "hebb";

/** A function and the point at which it is differentiated. */
export interface Case {
  readonly name: string;
  readonly f: (...inputs: Tensor[]) => Tensor;
  /** Arguments of `f`; derivatives are taken by all of them. */
  readonly inputs: readonly Tensor[];
}

const scalar = (value: number) => Tensor.from(value);
const vector = (...values: number[]) => Tensor.from(values);

/** Returns all cases. Weights and inputs come from the global random generator. */
export async function cases(): Promise<readonly Case[]> {
  return [...expressions(), ...(await networks())];
}

function expressions(): Case[] {
  return [
    {
      name: "1 / (exp(-(wx + b)) + 1)",
      f: (x, w, b) => logistic(x, w, b),
      inputs: [scalar(1), scalar(0.5), scalar(-0.2)],
    },
    { name: "xy + sin x", f: (x, y) => x.mul(y).add(x.sin()), inputs: [scalar(0.7), scalar(-1.3)] },
    { name: "x^y", f: (x, y) => x.pow(y), inputs: [vector(0.5, 2, 3), vector(2, -1, 0.5)] },
    {
      name: "x / y + exp(x) log y",
      f: (x, y) => x.div(y).add(x.exp().mul(y.log())),
      inputs: [vector(-1, 0.3), vector(2, 0.7)],
    },
    { name: "√(x² + y²)", f: (x, y) => x.square().add(y.square()).sqrt(), inputs: [scalar(3), scalar(-4)] },
    {
      name: "tanh x · erf x, where x < 1",
      f: (x) => where(x.less(1), x.tanh().mul(x.erf()), x),
      inputs: [vector(-2, 0.4, 1.5)],
    },
    { name: "Π x", f: (x) => x.prod(), inputs: [vector(2, 0, -3, 0.5)] },
    { name: "log Σ exp x", f: (x) => x.logSumExp(), inputs: [vector(1, -2, 0.5, 3)] },
    { name: "softmax x", f: (x) => x.softmax(), inputs: [vector(1, -2, 0.5, 3)] },
    {
      name: "xᵀAx / xᵀx",
      f: (x, A) => x.mul(A.matmul(x)).sum().div(x.square().sum()),
      inputs: [
        vector(1, -2, 0.5),
        Tensor.from([
          [2, 1, 0],
          [-1, 3, 0.5],
          [0, 1, -1],
        ]),
      ],
    },
  ];
}

/** The book's example of a computational graph: 1 / (exp(-(wx + b)) + 1). */
export function logistic(x: Tensor, w: Tensor, b: Tensor): Tensor {
  return w.mul(x).add(b).neg().exp().add(1).rdiv(1);
}

async function networks(): Promise<Case[]> {
  const labels = Tensor.from([0, 2, 1, 2]).cast("i32");
  const [convolution, norm, gru] = [new Conv2d(1, 2, 3), new LayerNorm(4), new GRU(2, 3)];
  return [
    {
      name: "perceptron 3-4-3, cross entropy",
      f: (x, W1, b1, W2, b2) => crossEntropy(x.matmul(W1).add(b1).tanh().matmul(W2).add(b2), labels),
      inputs: await draw([4, 3], [3, 4], [4], [4, 3], [3]),
    },
    {
      name: "convolution 3x3, gelu, mean",
      f: (x) => convolution.forward(x).gelu().mean([2, 3]),
      inputs: await draw([1, 1, 5, 5]),
    },
    {
      name: "recurrent network, 6 steps",
      f: (xs, U, W) =>
        scan(
          (h: Tensor, x: Tensor) => [h.matmul(U).add(x.matmul(W)).tanh(), null],
          xs.slice([0, 1]).mul(0).matmul(W).reshape([3]),
          xs,
        )[0],
      inputs: await draw([6, 2], [3, 3], [2, 3]),
    },
    { name: "GRU, 4 steps", f: (x) => gru.forward(x).outputs, inputs: await draw([1, 4, 2]) },
    {
      name: "attention, layer norm",
      f: (q, k, v) => norm.forward(attention(q, k, v)),
      inputs: await draw([2, 3], [5, 3], [5, 4]),
    },
  ];
}

/** Samples normal values of these shapes. Each is evaluated once, so that it stays constant. */
async function draw(...shapes: number[][]): Promise<Tensor[]> {
  const drawn = shapes.map((shape) => random.normal(shape));
  return Promise.all(drawn.map(async (tensor) => Tensor.from(await tensor.array(), tensor.shape)));
}
