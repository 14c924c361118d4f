/** Comparison of optimizers and clipping with PyTorch: trajectories of 100 steps, with the reference and compiled. */
import { describe, test } from "node:test";
import { Linear, Sequential, crossEntropy, meanSquaredError, relu, tanh } from "../../src/nn/index.ts";
import {
  type Optimizer,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  clipByNorm,
  clipByValue,
  globalNorm,
  rmsprop,
  sgd,
} from "../../src/optim/index.ts";
import { Param, type Tensor, compile, grad, zeros } from "../../src/tensor/index.ts";
import { trace } from "../../src/tensor/source/trace.ts";
import {
  type GoldenTensor,
  type Feeds,
  type GoldenCase,
  assertClose,
  readGolden,
  numbersOf,
  reference,
  tensorOf,
} from "../nn/golden.ts";

type Values = Map<Param, ArrayLike<number>>;

const empty = (shape: readonly number[]) => new Param(shape, (shape) => zeros(shape));

function problemOf({ inputs }: GoldenCase) {
  const params = { vector: empty(inputs["vector"]!.shape), matrix: empty(inputs["matrix"]!.shape) };
  const target = tensorOf(inputs["target"]!);
  const loss = () => {
    const residual = params.matrix.matmul(params.vector).sub(target);
    const squares = params.vector.rsub(1).square().sum().add(residual.square().sum());
    return squares.add(params.matrix.square().sum().div(2));
  };
  return { params, target, loss };
}

const makers: Record<string, (params: Param[], options: object) => Optimizer> = {
  sgd,
  rmsprop,
  adam,
  adamW: adamw,
  adagrad,
  adadelta,
  adamax,
};

function optimizerOf({ operation, attributes }: GoldenCase, params: Param[]): Optimizer {
  const { loss: _loss, steps: _steps, ...options } = attributes;
  return makers[operation]!(params, options);
}

/** One step with the reference: computes the assigned values from the previous ones. */
function stepper(minimize: () => Tensor, values: Values, feeds: Feeds): () => number {
  const { loss, assigned } = trace((current) => {
    const loss = minimize();
    return { loss, assigned: [...current.assigned] as [Param, Tensor["node"]][] };
  });
  const assignments = assigned.map(([param, value]) => ({ target: param.entry, value }));
  return () => {
    const all = new Map([...feeds, ...[...values].map(([param, data]) => [param.entry, data] as const)]);
    const found = reference([loss], all, { assignments, training: true });
    assigned.forEach(([param], i) => values.set(param, found.assignments[i]!));
    return found.outputs[0]![0]!;
  };
}

/** Initial values of the state of an optimizer. */
function stateOf(optimizer: Optimizer, rate: number): Values {
  const values: Values = new Map();
  for (const param of optimizer.state.values()) values.set(param, new Float64Array(numberOf(param)));
  for (const param of optimizer.learningRates) values.set(param, [rate]);
  return values;
}

const numberOf = ({ shape }: Tensor) => shape.reduce((product, length) => product * length, 1);

/** Part of the stacked outputs for entry `i` of the steps. */
function entry({ dtype, shape, data }: GoldenTensor, i: number): GoldenTensor {
  const size = data.length / shape[0]!;
  return { dtype, shape: shape.slice(1), data: data.slice(i * size, (i + 1) * size) };
}

/** Runs the steps of a case, and compares the results of `read` with its outputs. */
async function follow(
  golden: GoldenCase,
  tolerance: number,
  step: () => number | Promise<number>,
  read: (name: "vector" | "matrix") => ArrayLike<number> | Promise<ArrayLike<number>>,
): Promise<void> {
  const steps = golden.attributes["steps"] as number[];
  for (let done = 0; done < steps.at(-1)!;) {
    const loss = await step();
    const i = steps.indexOf(++done);
    if (i < 0) continue;
    const at = `${golden.name} after ${done} steps`;
    assertClose([loss], entry(golden.outputs["loss"]!, i), tolerance, `loss of ${at}`);
    for (const name of ["vector", "matrix"] as const) {
      assertClose(await read(name), entry(golden.outputs[name]!, i), tolerance, `${name} of ${at}`);
    }
  }
}

describe("optimizers follow PyTorch for 100 steps", () => {
  for (const golden of readGolden("optimizers.json")) {
    test(`${golden.name}, with the reference`, async () => {
      const { params, target, loss } = problemOf(golden);
      const optimizer = optimizerOf(golden, Object.values(params));
      const values = stateOf(optimizer, golden.attributes["learningRate"] as number);
      for (const name of ["vector", "matrix"] as const) values.set(params[name], numbersOf(golden.inputs[name]!));
      const feeds: Feeds = new Map([[target.node, numbersOf(golden.inputs["target"]!)]]);
      const step = stepper(() => optimizer.minimize(loss()), values, feeds);
      await follow(golden, 1e-10, step, (name) => values.get(params[name])!);
    });

    test(`${golden.name}, compiled`, async () => {
      const { params, loss } = problemOf(golden);
      const optimizer = optimizerOf(golden, Object.values(params));
      for (const name of ["vector", "matrix"] as const) {
        await params[name].set(Float32Array.from(numbersOf(golden.inputs[name]!)));
      }
      const step = compile(() => optimizer.minimize(loss()));
      await follow(
        golden,
        1e-5,
        () => step().item(),
        (name) => params[name].array(),
      );
    });
  }
});

describe("clipping agrees with PyTorch", () => {
  for (const golden of readGolden("clipping.json")) {
    const clip = golden.operation === "clipByNorm" ? clipByNorm : clipByValue;
    const build = () => {
      const inputs = Object.values(golden.inputs).map((encoded) => ({
        tensor: tensorOf(encoded),
        data: numbersOf(encoded),
      }));
      const gradients = inputs.map(({ tensor }) => tensor);
      const clipped = clip(gradients, golden.attributes["limit"] as number);
      const results = golden.outputs["norm"] === undefined ? clipped : [...clipped, globalNorm(gradients)];
      return { results, feeds: new Map(inputs.map(({ tensor, data }) => [tensor.node, data])) };
    };
    const check = (found: readonly ArrayLike<number>[], tolerance: number) =>
      Object.entries(golden.outputs).forEach(([name, expected], i) => {
        assertClose(found[i]!, expected, tolerance, `${name} of ${golden.name}`);
      });
    test(`${golden.name}, with the reference`, () => {
      const { results, feeds } = build();
      check(reference(results, feeds).outputs, 1e-12);
    });
    test(`${golden.name}, compiled`, async () => {
      check(await Promise.all(build().results.map((tensor) => tensor.array())), 1e-6);
    });
  }
});

describe("a network follows PyTorch for five steps of Adam", () => {
  for (const golden of readGolden("network.json")) {
    const { inputs, attributes, outputs } = golden;
    const build = () => {
      const activation = attributes["activation"] === "relu" ? relu : tanh;
      const linears = [1, 2, 3].map((i) => {
        const [units, size] = inputs[`weight${i}`]!.shape as [number, number];
        return new Linear(size, units);
      });
      const [first, second, third] = linears as [Linear, Linear, Linear];
      const model = new Sequential(first, activation, second, activation, third);
      const named = linears.flatMap(({ weight, bias }, i): [string, Param][] => [
        [`weight${i + 1}`, weight],
        [`bias${i + 1}`, bias!],
      ]);
      const lossOf = attributes["loss"] === "crossEntropy" ? crossEntropy : meanSquaredError;
      const x = tensorOf(inputs["x"]!);
      const target = tensorOf(inputs["target"]!);
      const rate = attributes["learningRate"] as number;
      return {
        named,
        rate,
        x,
        target,
        optimizer: adam(model, { learningRate: rate }),
        loss: () => lossOf(model.forward(x), target),
      };
    };

    test(`${golden.name}, with the reference`, () => {
      const { named, rate, x, target, optimizer, loss } = build();
      const values = stateOf(optimizer, rate);
      for (const [name, param] of named) values.set(param, numbersOf(inputs[name]!));
      const feeds: Feeds = new Map([
        [x.node, numbersOf(inputs["x"]!)],
        [target.node, numbersOf(inputs["target"]!)],
      ]);
      const all = new Map([...feeds, ...[...values].map(([param, data]) => [param.node, data] as const)]);
      const params = named.map(([, param]) => param);
      const gradients = reference(grad(loss(), params), all).outputs;
      named.forEach(([name], i) => assertClose(gradients[i]!, golden.gradients[name]!, 1e-12, `gradient of ${name}`));
      const step = stepper(() => optimizer.minimize(loss()), values, feeds);
      assertClose(Array.from({ length: 5 }, step), outputs["losses"]!, 1e-10, "losses");
      for (const [name, param] of named) assertClose(values.get(param)!, outputs[name]!, 1e-10, name);
    });

    test(`${golden.name}, compiled`, async () => {
      const { named, optimizer, loss } = build();
      for (const [name, param] of named) await param.set(Float32Array.from(numbersOf(inputs[name]!)));
      const step = compile(() => optimizer.minimize(loss()));
      const losses: number[] = [];
      for (let i = 0; i < 5; i++) losses.push(await step().item());
      assertClose(losses, outputs["losses"]!, 1e-5, "losses");
      for (const [name, param] of named) assertClose(await param.array(), outputs[name]!, 1e-5, name);
    });
  }
});
