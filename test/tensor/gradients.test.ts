import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Param,
  Tensor,
  compile,
  customGrad,
  grad,
  gradCheck,
  hvp,
  jvp,
  valueAndGrad,
  where,
  zeros,
} from "../../src/tensor/index.ts";
import { assertTensor } from "./helpers.ts";

const x = Tensor.from([1, -2, 3]);

test("grad, outside and inside compile", async () => {
  const slope = (v: Tensor) => grad(v.pow(3).sum(), [v])[0];
  await assertTensor(slope(x), [3], [3, 12, 27]);
  await assertTensor(compile(slope)(x), [3], [3, 12, 27]);
});

test("gradients of gradients", async () => {
  const [first] = grad(x.pow(3).sum(), [x]);
  await assertTensor(grad(first.sum(), [x])[0], [3], [6, -12, 18]);
});

test("the gradient of a broadcast operand is summed", async () => {
  const b = Tensor.from([[2]]);
  await assertTensor(grad(x.mul(b).sum(), [b])[0], [1, 1], [2]);
});

test("an unused parameter has gradient zero if another one is used", async () => {
  const [used, unused] = [new Param([], (shape) => zeros(shape)), new Param([2], (shape) => zeros(shape))];
  const slopes = grad(used.mul(3), [used, unused]);
  await assertTensor(slopes[0], [], [3]);
  await assertTensor(slopes[1], [2], [0, 0]);
  assert.throws(() => grad(used.mul(3), [unused]), /does not depend/);
  assert.throws(() => grad(used.mul(3), [used, x]), /does not depend/);
});

test("a loss computed before its parameter is assigned", async () => {
  const param = new Param([], (shape) => zeros(shape).add(3));
  const step = compile(() => {
    const loss = param.square();
    param.assign(param.mul(2));
    return [grad(loss, [param])[0], grad(param.square(), [param])[0]];
  });
  const [before, after] = step();
  assert.deepEqual([await before!.item(), await after!.item()], [6, 12]);
});

test("unused tensors have gradient zero with allowUnused", async () => {
  const unused = Tensor.from([7, 8]);
  const [slope, none] = grad(x.square().sum(), [x, unused], { allowUnused: true });
  await assertTensor(none, [2], [0, 0]);
  assert.deepEqual(slope.shape, x.shape);
  await assertTensor(grad(Tensor.from(1), [unused], { allowUnused: true })[0], [2], [0, 0]);
});

test("a loss that uses a parameter both before and after its assignment is refused", () => {
  const param = new Param([], (shape) => zeros(shape).add(3));
  const step = (past: (value: Tensor) => Tensor) =>
    compile(() => {
      const before = past(param.square());
      param.assign(param.mul(2));
      return grad(before.add(param.square()), [param]);
    });
  assert.throws(
    () => step((value) => value)(),
    /^StateError: grad was given a loss that uses a parameter both before and after an assignment/,
  );
  assert.doesNotThrow(() => step((value) => value.detach())());
});

test("valueAndGrad", async () => {
  const weight = new Param([3], () => x);
  const [value, [slope]] = valueAndGrad(() => weight.square().sum(), [weight]);
  assert.equal(await value.item(), 14);
  await assertTensor(slope, [3], [2, -4, 6]);
});

test("jvp and hvp", async () => {
  const direction = Tensor.from([1, 0, 2]);
  const [value, tangent] = jvp((v) => v.square().sum(), [x], [direction]);
  assert.equal(await value.item(), 14);
  assert.equal(await tangent.item(), 14);
  const [product] = hvp((v) => v.pow(3).sum(), [x], [direction]);
  await assertTensor(product!, [3], [6, 0, 36]);
  const both = hvp((a, b) => a.mul(b).sum(), [x, x], [direction, direction]);
  await assertTensor(both[0]!, [3], [1, 0, 2]);
  assert.throws(() => jvp((v) => v, [x], []), /one direction of its shape/);
});

test("customGrad replaces the gradient", async () => {
  const straight = customGrad(
    (v: Tensor) => v.floor(),
    (dy) => [dy],
  );
  await assertTensor(grad(straight(x.mul(0.5)).sum(), [x])[0], [3], [0.5, 0.5, 0.5]);
  const wrong = customGrad(
    (v: Tensor) => v.floor(),
    () => [],
  );
  assert.throws(() => grad(wrong(x).sum(), [x]), /one gradient, or null, per input/);
});

test("gradients at singular points of formulas", async () => {
  const slope = async (fn: (v: Tensor) => Tensor, at: number) => {
    const v = Tensor.from([at]);
    return (await grad(fn(v).sum(), [v])[0].array())[0];
  };
  assert.equal(await slope((v) => v.relu(), 0), 0);
  assert.equal(await slope((v) => v.norm(), 0), 0);
  assert.equal(await slope((v) => v.softplus(), 0), 0.5);
  assert.equal(await slope((v) => v.sigmoid(), -200), 0);
  assert.equal(await slope((v) => v.logSumExp(), 1000), 1);
  assert.equal(await slope((v) => v.elu(), 200), 1);
  assert.equal(await slope((v) => where(v.greater(0), v.log(), 0), 2), 0.5);
});

test("gradients of std are correct to second order, and 0 if all elements are equal", async () => {
  for (const correction of [0, 1]) {
    const f = (v: Tensor) => v.std(0, { correction }).sin();
    await gradCheck(f, [x]);
    await gradCheck((v) => grad(f(v), [v])[0].square().sum(), [x]);
  }
  const flat = Tensor.from([2, 2, 2]);
  assert.deepEqual([...(await grad(flat.std(), [flat])[0].array())], [0, 0, 0]);
});

test("gradCheck accepts correct gradients and locates wrong ones", async () => {
  const worst = await gradCheck((v) => v.gelu().mul(v.tanh()).logSumExp(), [x]);
  assert.ok(worst.error < 1e-6);
  const outside = new Param([3], () => Tensor.from([1, 2, 3]));
  await gradCheck((v) => v.mul(outside).sigmoid().sum(), [x]);
  const wrong = customGrad(
    (v: Tensor) => v.square(),
    (dy, [v]) => [dy.mul(v!)],
  );
  await assert.rejects(
    gradCheck((v) => wrong(v).sum(), [x]),
    /NumericError: the gradient of input 0 is wrong at element/,
  );
});
