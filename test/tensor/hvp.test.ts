import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "../../src/graph/builder.ts";
import { GRU, Linear, Sequential, crossEntropy, meanSquaredError, tanh } from "../../src/nn/index.ts";
import {
  Module,
  Param,
  Tensor,
  compile,
  grad,
  hvp,
  observe,
  parameters,
  random,
  reference,
  scan,
  tensorOf,
  zeros,
} from "../../src/tensor/index.ts";
import { evaluateNodes } from "../../src/tensor/program/evaluate.ts";
import { assertTensor, messageOf } from "./helpers.ts";

const x = Tensor.from([1, -2, 3]);

test("the Hessian of a scalar times a vector, outside and inside compile", async () => {
  const product = (v: Tensor, vector: Tensor) => hvp(v.pow(3).sum(), [v], [vector])[0]!;
  const vector = Tensor.from([1, 2, -1]);
  await assertTensor(product(x, vector), [3], [6, -24, -18]);
  await assertTensor(compile(product)(x, vector), [3], [6, -24, -18]);
});

test("both forms agree: with a function, and with the tensor it returns", async () => {
  const [a, b] = [random.normal([3, 2]), random.normal([2, 4])];
  const [va, vb] = [random.normal([3, 2]), random.normal([2, 4])];
  const f = (p: Tensor, q: Tensor) => p.matmul(q).tanh().square().sum().add(p.pow(3).mean());
  const byFunction = hvp(f, [a, b], [va, vb]);
  const byTensor = hvp(f(a, b), [a, b], [va, vb]);
  for (const [i, product] of byTensor.entries()) {
    await assertTensor(product, product.shape, [...(await byFunction[i]!.array())]);
  }
});

/** Compares the full Hessian by hvp with central differences of gradients, in f64. */
function assertHessian(shapes: readonly (readonly number[])[], lossOf: (...inputs: Tensor[]) => [Tensor, Tensor[]?]) {
  const inputs = shapes.map((shape) => build.input(shape, "f32"));
  const [loss, targets = inputs.map(tensorOf)] = lossOf(...inputs.map(tensorOf));
  const directions = targets.map(({ shape }) => build.input(shape, "f32"));
  const products = hvp(loss, targets, directions.map(tensorOf)).map(({ node }) => node);
  const gradients = grad(loss, targets).map(({ node }) => node);
  const sizes = inputs.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  const point = sizes.map((size, i) => Float64Array.from({ length: size }, (_, j) => Math.sin(1 + 3 * i + 2 * j)));
  const at = (p: readonly Float64Array[]) =>
    evaluateNodes(gradients, new Map(inputs.map((input, i) => [input, p[i]!])));
  for (let i = 0; i < inputs.length; i++) {
    for (let j = 0; j < sizes[i]!; j++) {
      const moved = (by: number) => point.map((values, k) => (k === i ? values.with(j, values[j]! + by) : values));
      const [up, down] = [at(moved(1e-5)), at(moved(-1e-5))];
      const unit = directions.map((direction, k) => {
        const values = new Float64Array(direction.shape.reduce((product, length) => product * length, 1));
        if (k === i) values[j] = 1;
        return [direction, values] as const;
      });
      const columns = evaluateNodes(
        products,
        new Map([...inputs.map((input, k) => [input, point[k]!] as const), ...unit]),
      );
      columns.forEach((column, k) => {
        column.forEach((value, element) => {
          const difference = (up[k]![element]! - down[k]![element]!) / 2e-5;
          assert.ok(Math.abs(value - difference) < 1e-7 * Math.max(1, Math.abs(value)), `${value}, not ${difference}`);
        });
      });
    }
  }
}

test("against finite differences: products, broadcasts, odd sizes, views, independent inputs", () => {
  assertHessian([[3, 2], [2], []], (w, b, scale) => [w.matmul(b.unsqueeze(-1)).tanh().mul(scale).square().sum()]);
  assertHessian([[5], [1]], (p, q) => [p.exp().sum().add(q.pow(4).sum())]);
  assertHessian([[3, 5]], (p) => [p.transpose().slice([1, 5, 2]).square().sum(1).log().mean()]);
  assertHessian(
    [
      [2, 3],
      [0, 3],
    ],
    (p, q) => [p.logSoftmax().square().sum().add(q.square().sum())],
  );
  assertHessian([[4]], (p) => [p.sum().mul(2)]);
});

test("against finite differences: through a loop", () => {
  assertHessian(
    [
      [2, 2],
      [3, 2],
    ],
    (w, xs) => {
      const [last] = scan(
        (h: Tensor, now: Tensor) => [h.unsqueeze(0).matmul(w).reshape([2]).add(now).tanh(), null],
        zeros([2]),
        xs,
      );
      return [last.square().sum()];
    },
  );
});

test("with respect to intermediate values that depend on each other, as if a variable were added to each", async () => {
  const [loss, seen] = observe(() => Tensor.from([2]).mul(1).named("y").square().named("z").pow(2).sum());
  // L = z² with z = (y + a)² + b, at a = b = 0 and y = 2: d²L/da² = 12 y², d²L/dadb = 4 y, d²L/db² = 2.
  const both = [seen["y"]!, seen["z"]!];
  const [first, second] = [
    hvp(loss, both, [Tensor.from([1]), Tensor.from([0])]),
    hvp(loss, both, [Tensor.from([0]), Tensor.from([1])]),
  ];
  const values = await Promise.all([...first, ...second].map((product) => product.item()));
  assert.deepEqual(values, [48, 8, 8, 2]);
});

test("with respect to values named in a loop, over time", async () => {
  const loss = () =>
    observe(() => {
      const [last] = scan(
        (h: Tensor, now: Tensor) => [h.mul(now).named("h"), null],
        Tensor.from([1]),
        Tensor.from([[2], [3]]),
      );
      return last.pow(2).sum();
    });
  // h₁ = 2 + a, h₂ = 3 h₁ + b, L = h₂²: the Hessian is [[18, 6], [6, 2]].
  const products = [
    [1, 0],
    [0, 1],
  ].map((unit) => {
    const [value, seen] = loss();
    return hvp(value, [seen["h"]!], [Tensor.from(unit, [2, 1])])[0]!;
  });
  await assertTensor(products[0]!, [2, 1], [18, 6]);
  await assertTensor(products[1]!, [2, 1], [6, 2]);
});

test("parameters of a model inside compile, against finite differences of its gradients", async () => {
  const model = new Sequential(new Linear(2, 4), tanh, new Linear(4, 3));
  const params = parameters(model).map(([, param]) => param);
  const [rows, labels] = [random.normal([6, 2]), Tensor.from([0, 1, 2, 2, 1, 0], [6], "i32")];
  const loss = () => crossEntropy(model.forward(rows), labels);
  const vectors = params.map(({ shape }) => random.normal(shape));
  await Promise.all([rows.array(), ...vectors.map((vector) => vector.array())]);
  const step = compile(() => hvp(loss(), params, vectors));
  const products = step();
  const exact = await reference(...hvp(loss(), params, vectors));
  for (const [i, product] of products.entries()) {
    await assertTensor(product, params[i]!.shape, [...exact[i]!]);
  }
  const start = await Promise.all(params.map((param) => param.array()));
  const shifted = async (by: number) => {
    for (const [i, param] of params.entries()) {
      const vector = await vectors[i]!.array();
      await param.set(start[i]!.map((value, j) => value + by * vector[j]!));
    }
    return reference(...grad(loss(), params));
  };
  const [up, down] = [await shifted(1 / 256), await shifted(-1 / 256)];
  exact.forEach((product, i) => {
    product.forEach((value, j) => {
      const difference = (up[i]![j]! - down[i]![j]!) * 128;
      assert.ok(Math.abs(value - difference) < 2e-4, `${value}, not ${difference}`);
    });
  });
});

test("recurrent layers, against the reference", async () => {
  class Reader extends Module {
    recurrent = new GRU(2, 3);
    forward(rows: Tensor): Tensor {
      return this.recurrent.forward(rows).state[0]!;
    }
  }
  const model = new Reader();
  const params = parameters(model).map(([, param]) => param);
  const [rows, targets] = [random.normal([2, 5, 2]), random.normal([2, 3])];
  const vectors = params.map(({ shape }) => random.normal(shape));
  const products = () => hvp(meanSquaredError(model.forward(rows), targets), params, vectors);
  const exact = await reference(...products());
  const found = compile(products)();
  for (const [i, product] of found.entries()) await assertTensor(product, params[i]!.shape, [...exact[i]!], 1e-4);
});

test("an unused parameter, and one that the loss depends on linearly", async () => {
  const [used, linear, unused] = [1, 2, 3].map((n) => new Param([n], (shape) => zeros(shape).add(2))) as [
    Param,
    Param,
    Param,
  ];
  const loss = used.pow(3).sum().add(linear.sum());
  const products = hvp(loss, [used, linear, unused], [used.mul(0).add(1), linear, unused]);
  await assertTensor(products[0]!, [1], [12]);
  await assertTensor(products[1]!, [2], [0, 0]);
  await assertTensor(products[2]!, [3], [0, 0, 0]);
  await assertTensor(hvp(used.pow(3).sum(), [used, used], [Tensor.from([1]), Tensor.from([2])])[1]!, [1], [36]);
});

const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () => hvp(x.square(), [x], [x]),
    `ShapeError: hvp was given a loss that is not a scalar

    loss   f32 [3]
  Its shape must be [].
  Reduce it first: loss.mean().`,
  ],
  [
    () => hvp(x.sum(), [x, zeros([2])], [x, zeros([2])]),
    `ArgumentError: hvp was given a loss that does not depend on param

    loss    f32 []
    param   f32 [2]
  Gradients flow through f32 operations, but not through detach, floor, comparisons or integer casts.`,
  ],
  [
    () => hvp(x.sum(), [x], [zeros([2])]),
    `ShapeError: hvp was given directions that do not match its inputs

    input 0       f32 [3]
    direction 0   f32 [2]
  Each input needs one direction of its shape.`,
  ],
  [
    () => hvp(3 as unknown as Tensor, [x], [x]),
    `ArgumentError: hvp was given the number 3
  It must be a scalar tensor or a function.
  Convert it: Tensor.from(data).`,
  ],
  [
    () => hvp(x.sum(), x as unknown as Tensor[], [x]),
    `ArgumentError: hvp needs an array, not a value of class Tensor
  It must contain tensors.`,
  ],
];

for (const [body, message] of messages) {
  test(`error: ${message.split("\n")[0]}`, async () => {
    assert.equal((await messageOf(body)).trim(), message);
  });
}
