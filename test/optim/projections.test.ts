/** Projections: parameters satisfy the constraint after the update, and do not change if they already did. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, StateError } from "../../src/base/errors.ts";
import { Dataset } from "../../src/data/dataset.ts";
import { Linear, meanSquaredError } from "../../src/nn/index.ts";
import { maxNorm, normBall, sgd } from "../../src/optim/index.ts";
import { Param, type Tensor, adopt, compile, zeros } from "../../src/tensor/index.ts";
import { fit } from "../../src/train/index.ts";
import { assertClose, numbersOf, readGolden } from "../nn/golden.ts";

async function matrix(...rows: number[][]): Promise<Param> {
  const param = new Param([rows.length, rows[0]!.length], (shape) => zeros(shape));
  await param.set(rows);
  return param;
}

async function assertNear(param: Param, expected: readonly number[]): Promise<void> {
  const found = [...(await param.array())];
  assert.equal(found.length, expected.length);
  found.forEach((x, i) => assert.ok(Math.abs(x - expected[i]!) < 1e-6, found.join(" ")));
}

for (const golden of readGolden("projections.json")) {
  test(`${golden.name} agrees with its definition in PyTorch`, async () => {
    const params = await Promise.all(
      Object.values(golden.inputs).map(async (encoded) => {
        const param = new Param(encoded.shape, (shape) => zeros(shape));
        await param.set(Float32Array.from(numbersOf(encoded)));
        return param;
      }),
    );
    const project = golden.operation === "maxNorm" ? maxNorm : normBall;
    compile(() => project(params, golden.attributes["limit"] as number))();
    for (const [i, [name, expected]] of Object.entries(golden.outputs).entries()) {
      assertClose(await params[i]!.array(), expected, 1e-6, `${name} of ${golden.name}`);
    }
  });
}

test("maxNorm scales rows with a large norm, and changes no bit of the others", async () => {
  const param = await matrix([3, 4], [0.1, 0.2], [0, 0]);
  compile(() => maxNorm(param, 1))();
  await assertNear(param, [0.6, 0.8, 0.1, 0.2, 0, 0]);
  assert.deepEqual([...(await param.array())].slice(2), [Math.fround(0.1), Math.fround(0.2), 0, 0]);
});

test("maxNorm computes norms along the given axes", async () => {
  const param = await matrix([3, 0.5], [4, 0]);
  compile(() => maxNorm([param], 1, 0))();
  await assertNear(param, [0.6, 0.5, 0.8, 0]);
  const other = await matrix([3, 0], [0, 4]);
  compile(() => maxNorm([other], 2.5, [0, 1]))();
  await assertNear(other, [1.5, 0, 0, 2]);
});

test("normBall projects each parameter by the norm of all its elements", async () => {
  const [long, short] = [await matrix([3, 0], [0, 4]), await matrix([0.3, 0.4])];
  compile(() => normBall([long, short], 1))();
  await assertNear(long, [0.6, 0, 0, 0.8]);
  await assertNear(short, [0.3, 0.4]);
});

test("for a vector, maxNorm limits each element and normBall the whole norm", async () => {
  const [units, vector] = [new Param([2], (shape) => zeros(shape)), new Param([2], (shape) => zeros(shape))];
  await units.set([3, -4]);
  await vector.set([3, -4]);
  compile(() => {
    maxNorm(units, 1);
    normBall(vector, 1);
  })();
  await assertNear(units, [1, -1]);
  await assertNear(vector, [0.6, -0.8]);
});

test("minimize projects after the update", async () => {
  const param = await matrix([0, 0]);
  const optimizer = sgd(param, { learningRate: 1 });
  const loss = () => param.mul(adopt(Float32Array.of(-3, -4), [1, 2])).sum();
  compile(() => optimizer.minimize(loss(), { project: () => normBall(param, 2) }))();
  await assertNear(param, [1.2, 1.6]);
});

test("fit projects after every step", async () => {
  const model = new Linear(2, 3);
  const fields = [
    { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
    { data: Float32Array.of(9, 9, 9, 9, 9, 9), shape: [2, 3] },
  ];
  const examples = new Dataset<[Tensor, Tensor]>(fields, (data, shape) => adopt(data, shape));
  const optimizer = sgd(model, { learningRate: 0.1 });
  await fit(model, examples, { loss: meanSquaredError, optimizer, project: () => maxNorm(model.weight, 0.25) });
  const weight = await model.weight.array();
  for (let i = 0; i < 3; i++) assert.ok(Math.abs(Math.hypot(weight[2 * i]!, weight[2 * i + 1]!) - 0.25) < 1e-6);
});

test("projections reject invalid limits and axes, and calls outside compile", async () => {
  const param = await matrix([3, 4]);
  for (const limit of [0, -1, NaN, Infinity]) {
    assert.throws(() => compile(() => maxNorm(param, limit))(), ArgumentError);
    assert.throws(() => compile(() => normBall(param, limit))(), ArgumentError);
  }
  assert.throws(() => compile(() => maxNorm(param, 1, 2))(), { name: "ShapeError" });
  assert.throws(() => normBall(param, 1), StateError);
  assert.deepEqual([...(await param.array())], [3, 4]);
});
