import assert from "node:assert/strict";
import { test } from "node:test";
import { setThreads, startThreads } from "../../src/runtime/index.ts";
import { evaluateNodes } from "../../src/tensor/program/evaluate.ts";
import {
  Param,
  Tensor,
  compile,
  customGrad,
  finite,
  grad,
  gradCheck,
  hvp,
  jvp,
  ones,
  random,
  scan,
  type ScanOptions,
  show,
  stack,
  zeros,
} from "../../src/tensor/index.ts";
import { messageOf } from "./helpers.ts";

/** Distinct values between -1 and 1. */
const filled = (shape: readonly number[], stream = 1) =>
  Tensor.from(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin((i + 1) * (stream + 0.7))),
    [...shape],
  );

type State = [h: Tensor, c: Tensor];

/** An LSTM without biases, and its gradients. */
function lstm(h: Tensor, xs: Tensor, weight: Tensor, options: ScanOptions = {}): Tensor[] {
  const step = ([hidden, cell]: State, x: Tensor) => {
    const [i, f, g, o] = hidden.matmul(weight).add(x).chunk(4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const next = f.sigmoid().mul(cell).add(i.sigmoid().mul(g.tanh()));
    const output = o.sigmoid().mul(next.tanh());
    return [[output, next] as State, output] as const;
  };
  const [[last, cell], outputs] = scan(step, [h, h.mul(0.5)] as State, xs, options);
  const loss = last.sum().add(cell.square().sum()).add(outputs.square().sum());
  return [loss, outputs, ...grad(loss, [h, xs, weight])];
}

const inputs = (batch: number, time: number, units: number) =>
  [filled([batch, units]), filled([time, batch, 4 * units], 2), filled([units, 4 * units], 3)] as const;

async function assertClose(actual: readonly Tensor[], expected: readonly Tensor[], tolerance: number): Promise<void> {
  const precise = evaluateNodes(expected.map(({ node }) => node));
  const computed = await Promise.all(actual.map((tensor) => tensor.array()));
  computed.forEach((values, j) => {
    const scale = Math.max(1, ...precise[j]!.map(Math.abs));
    values.forEach((x, i) => {
      assert.ok(Math.abs(x - precise[j]![i]!) <= tolerance * scale, `result ${j}: ${x} in place of ${precise[j]![i]}`);
    });
  });
}

for (const options of [{}, { reverse: true }, { recompute: true }]) {
  test(`a compiled recurrence and its gradients equal the reference ${JSON.stringify(options)}`, async () => {
    for (const [batch, time, units] of [
      [1, 1, 1],
      [3, 2, 5],
      [33, 7, 20],
    ] as const) {
      const args = inputs(batch, time, units);
      const step = compile((h: Tensor, xs: Tensor, w: Tensor) => lstm(h, xs, w, options));
      await assertClose(step(...args), lstm(...args, options), 2e-6);
    }
  });
}

test("a loop equals its unrolled steps", async () => {
  const [h, xs, weight] = inputs(3, 5, 4);
  const unrolled = (start: Tensor, w: Tensor) => {
    const outputs: Tensor[] = [];
    let state = start;
    for (let t = 0; t < 5; t++) {
      state = state
        .matmul(w.slice(null, [0, 4]))
        .add(xs.slice([t, t + 1], null, [0, 4]).squeeze(0))
        .tanh();
      outputs.push(state);
    }
    return stack(outputs).square().sum();
  };
  const folded = (start: Tensor, w: Tensor) => {
    const first = w.slice(null, [0, 4]);
    const step = (state: Tensor, x: Tensor) => {
      const next = state.matmul(first).add(x).tanh();
      return [next, next] as const;
    };
    return scan(step, start, xs.slice(null, null, [0, 4]))[1]
      .square()
      .sum();
  };
  await assertClose(grad(folded(h, weight), [h, weight]), grad(unrolled(h, weight), [h, weight]), 2e-6);
});

test("derivatives reach captured values of a step, including views and numbers", async () => {
  const [h, xs, weight] = [filled([3, 4]), filled([5, 3, 4], 2), filled([4, 4], 3)];
  const run = (w: Tensor, c: Tensor) =>
    scan((state: Tensor, x: Tensor) => [state.matmul(w).mul(c).add(x).tanh(), null], h, xs)[0];
  const directions = [filled([4, 4], 4), Tensor.from(0.6)];
  // Gradients with respect to a view that is also used outside, and to a number. jvp's inputs are views of the primals.
  const [view, number] = [weight.transpose(), Tensor.from(0.9)];
  const slopes = grad(run(view, number).sum().add(view.square().sum()), [view, number]);
  const [, tangent] = jvp(run, [view, number], directions);
  const shifted = (by: number) => run(view.add(directions[0]!.mul(by)), number.add(directions[1]!.mul(by)));
  const along = slopes[0].mul(directions[0]!).sum().add(slopes[1].mul(directions[1]!).sum());
  const own = view.mul(2).mul(directions[0]!).sum();
  const difference = shifted(1e-5).sub(shifted(-1e-5)).div(2e-5).node;
  const [found, expected, reverse] = evaluateNodes([tangent.node, difference, along.sub(own).node]);
  found!.forEach((value, i) =>
    assert.ok(Math.abs(value - expected![i]!) < 1e-7, `${value} in place of ${expected![i]}`),
  );
  const total = expected!.reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(reverse![0]! - total) < 1e-7, `${reverse![0]} in place of ${total}`);
});

test("two threads give the same bits as one", async () => {
  const args = inputs(40, 6, 64);
  const run = async () => {
    const step = compile(lstm);
    const results: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      for (const result of step(...args)) results.push(Buffer.from((await result.array()).buffer).toString("base64"));
    }
    return results;
  };
  setThreads(1);
  const alone = await run();
  setThreads(2);
  await startThreads();
  assert.deepEqual(await run(), alone);
  setThreads(1);
});

test("the program of a loop does not grow with its length, and computes weight gradients after it", async () => {
  const printed = [4, 64].map((time) => {
    const step = compile(lstm);
    step(...inputs(8, time, 16));
    const text = show(step);
    return text.slice(text.indexOf("== program"), text.indexOf("== WebAssembly"));
  });
  const loops = printed.map((text) =>
    text.match(/^loop [^]*?(?=^kernel|^loop)/gm)!.map((one) => one.split("\n").length),
  );
  assert.equal(loops[0]!.length, 2);
  assert.deepEqual(loops[0], loops[1]);
  // One product of 16 x 64 over all 64 · 8 rows.
  assert.match(printed[1]!, /\n {2}b\d+ = .*\[(16|64) × 512 × (64|16)\]/);
});

test("truncated gradients end after the given number of steps", async () => {
  const start = filled([3]);
  const xs = filled([5, 3], 2);
  const loss = (from: Tensor, cuts: readonly number[]) => {
    let state = from;
    let total = zeros([]);
    for (let t = 0; t < 5; t++) {
      if (cuts.includes(t)) state = state.detach();
      state = state.mul(xs.slice([t, t + 1]).squeeze(0)).sin();
      total = total.add(state.sum());
    }
    return total;
  };
  const looped = (from: Tensor, options: ScanOptions) => {
    const step = (state: Tensor, x: Tensor) => {
      const next = state.mul(x).sin();
      return [next, next.sum()] as const;
    };
    return scan(step, from, xs, options)[1].sum();
  };
  for (const [truncate, cuts] of [
    [1, [1, 2, 3, 4]],
    [2, [2, 4]],
    [9, []],
  ] as const) {
    const actual = grad(looped(start, { truncate }), [start, xs]);
    await assertClose(actual, grad(loss(start, cuts), [start, xs]), 1e-6);
  }
});

test("second derivatives, also through nested loops", async () => {
  const nested = (factor: Tensor, rows: Tensor) => {
    const [last, ys] = scan(
      (carry: Tensor, row: Tensor) => {
        const [inner] = scan((c: Tensor, x: Tensor) => [c.mul(factor).add(x).sin(), null] as const, carry, row);
        return [inner, inner.mul(carry)] as const;
      },
      factor.mul(0.5),
      rows,
    );
    return last.sum().add(ys.sum());
  };
  const args = [filled([2]), filled([3, 4, 2], 2)] as const;
  await gradCheck(nested, args);
  const vectors = args.map(({ shape }) => filled(shape, 5));
  const compiled = compile((x: Tensor, y: Tensor) => hvp(nested, [x, y], vectors));
  await assertClose(compiled(...args), hvp(nested, args, vectors), 1e-5);
});

test("a custom gradient inside a step may use tensors from outside and from the step", async () => {
  const slopes = (start: Tensor, xs: Tensor, weight: Tensor) => {
    const outside = customGrad(
      (x: Tensor) => x.mul(2),
      (dy) => [dy.mul(weight.exp().log())],
    );
    const step = (carry: Tensor, x: Tensor) => {
      const factor = x.mul(weight);
      const beside = customGrad(
        (y: Tensor) => y.mul(1),
        (dy) => [dy.mul(factor)],
      );
      return [beside(outside(carry)).add(x), null] as const;
    };
    return grad(scan(step, start, xs)[0].sum(), [start]);
  };
  const args = [
    filled([2]),
    Tensor.from([
      [1, 1],
      [2, 3],
    ]),
    Tensor.from([3, 5]),
  ] as const;
  // weight² · Π (x · weight)
  const expected = [9 * 3 * 6, 25 * 5 * 15];
  for (const [slope] of [slopes(...args), compile(slopes)(...args)]) {
    const actual = await slope.array();
    expected.forEach((x, i) => assert.ok(Math.abs(actual[i]! - x) < 1e-4 * x, `${actual[i]} in place of ${x}`));
  }
});

test("a gradient scattered into a tensor of nonzero values adds these in every step", async () => {
  const places = Tensor.from(Int32Array.of(0, 2, 2, 1));
  const weight = filled([3], 2);
  const xs = filled([5, 4], 3);
  const looked = customGrad(
    (table: Tensor, factor: Tensor) => table.take(places).mul(factor),
    (dy, [, factor]) => [ones([3]).scatterAdd(places, dy.mul(factor!)), null],
  );
  const step = (sum: Tensor, x: Tensor) => [sum.add(looked(weight, x).sum()), null] as const;
  const [looped] = grad(scan(step, zeros([]), xs)[0], [weight]);
  const [written] = grad(
    xs.chunk(5, 0).reduce((sum, x) => step(sum, x.reshape([4]))[0], zeros([])),
    [weight],
  );
  const [got, expected] = [await looped.array(), await written.array()];
  expected.forEach((x, i) => assert.ok(Math.abs(got[i]! - x) < 1e-4, `${got[i]}, not ${x}`));
});

test("every step and every run draws new numbers", async () => {
  const draws = () => scan(() => [null, random.uniform([4])] as const, null, null, { length: 3 })[1];
  const step = compile(() => [draws(), draws()]);
  const numbers = [...step(), ...step(), draws()].map((tensor) => tensor.array());
  const all = (await Promise.all(numbers)).flatMap((values) => [...values]);
  assert.equal(all.length, 60);
  assert.equal(new Set(all).size, 60);
  const nested = scan(
    () => [null, scan(() => [null, random.uniform([2])] as const, null, null, { length: 3 })[1]] as const,
    null,
    null,
    { length: 4 },
  )[1];
  assert.equal(new Set(await nested.array()).size, 24);
});

test("a loop of length 0 returns its first carry", async () => {
  const [last, ys] = scan((c: Tensor, x: Tensor) => [c.add(x), { y: c.mul(2) }] as const, filled([3]), zeros([0, 3]));
  assert.deepEqual(await last.array(), await filled([3]).array());
  assert.deepEqual(ys.y.shape, [0, 3]);
});

const x = filled([2, 3]);

const messages: readonly (readonly [() => unknown, string])[] = [
  [
    () => scan((c: Tensor, row: Tensor) => [c.add(row).sum(), null] as const, x.slice([0, 1]).squeeze(0), x),
    `ShapeError: a carry of a scan cannot change its shape from [3] to []

    first carry   f32 [3]
    next carry    f32 []
  The shape of a carry must not change.`,
  ],
  [
    () => scan((c: Tensor) => [c.less(0), null] as const, x, null, { length: 2 }),
    `DTypeError: a carry of a scan cannot change its type from f32 to bool

    first carry   f32 [2, 3]
    next carry    bool [2, 3]
  The element type of a carry must not change.
  Convert it: carry.cast("f32").`,
  ],
  [
    () => scan((c: unknown) => [{ c }, null] as never, [x, x], null, { length: 2 }),
    `ArgumentError: the step of a scan returned a carry with another structure
  The structure of the carry must not change.
  Return [tensor, tensor] instead of { c: [tensor, tensor] }.`,
  ],
  [
    () => scan((c: Tensor) => c as never, x, null, { length: 2 }),
    `ArgumentError: the step of a scan returned a value of class Tensor
  It must return [carry, y]: the next carry, and y to stack, or null.`,
  ],
  [
    () => scan((c: Tensor) => [c, null] as const, x, [zeros([2]), zeros([3])]),
    `ShapeError: scan was given the lengths 2, 3

    xs 0   f32 [2]
    xs 1   f32 [3]
  All xs must have the same length along axis 0; without xs, \`length\` is the number of steps.`,
  ],
  [
    () => scan((c: Tensor) => [c, null] as const, x, null),
    `ShapeError: scan was given no length
  All xs must have the same length along axis 0; without xs, \`length\` is the number of steps.`,
  ],
  [
    () => scan((c: Tensor) => [c, null] as const, x, null, { length: 2, truncate: 0 }),
    `ArgumentError: scan was given the number 0 as truncate
  It must be an integer of at least 1.`,
  ],
  [
    () => {
      const state = new Param([3], (shape) => zeros(shape));
      return compile(() => {
        scan((c: Tensor) => [c, state.assign(1)] as never, zeros([3]), null, { length: 2 });
        return 0;
      })();
    },
    `StateError: a parameter was assigned inside a scan
  A step of a scan must not have side effects.
  Make it a carry, and assign its last value afterwards.`,
  ],
  [
    () => {
      let outside = x;
      scan((c: Tensor) => [(outside = c), null] as const, x, null, { length: 2 });
      return outside.array();
    },
    `StateError: a tensor made from a tensor of the step of a scan was used outside it
  Inside the step of a scan there are no values, only a program description.
  Return the tensor from the function, and use the result.`,
  ],
];

test("the check for NaN names the operation in the body and the step", async () => {
  const step = compile(
    (xs: Tensor) => scan((c: Tensor, row: Tensor) => [c.div(row), c.sum()] as const, zeros([2]).add(1), xs)[1],
    { check: finite },
  );
  const message = await messageOf(() =>
    step(
      Tensor.from([
        [1, 2],
        [0, 1],
        [1, 1],
      ]),
    ).array(),
  );
  assert.match(message, /\n {2}div produced infinity at step 1 of a scan, from scan\.test/);
});

for (const [body, message] of messages) {
  test(message.split("\n")[0], async () => assert.equal(await messageOf(body), message));
}
