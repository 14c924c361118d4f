import assert from "node:assert/strict";
import { test } from "node:test";
import { Dropout, GRUCell, LSTM, Linear, Sequential, relu, tanh } from "../../src/nn/index.ts";
import {
  Module,
  Param,
  type ScanOptions,
  type Seen,
  Tensor,
  compile,
  concat,
  grad,
  observe,
  ones,
  parameters,
  random,
  scan,
  training,
  zeros,
} from "../../src/tensor/index.ts";
import { assertTensor, messageOf } from "./helpers.ts";

class Net extends Module {
  hidden = new Linear(2, 3);
  blocks = [new Linear(3, 3), new Linear(3, 3)];
  output = new Linear(3, 1);

  forward(x: Tensor): Tensor {
    const hidden = this.hidden.forward(x).tanh().named("activation");
    const [first, second] = this.blocks as [Linear, Linear];
    return this.output.forward(second.forward(first.forward(hidden).relu()).add(hidden));
  }
}

const x = Tensor.from([
  [1, -2],
  [0.5, 3],
]);

const names = ["hidden", "activation", "blocks.0", "blocks.1", "output"];

test("observe returns the results of all modules and named values, and changes no result", async () => {
  const model = new Net();
  const plain = await model.forward(x).array();
  const [result, seen] = observe(() => model.forward(x));
  assert.deepEqual(Object.keys(seen), names);
  assert.deepEqual(await result.array(), plain);
  assert.deepEqual(await seen["output"]!.array(), plain);
  await assertTensor(seen["activation"]!, [2, 3], [...(await seen["hidden"]!.tanh().array())]);
});

test("inside compile, observed values are outputs of a single program", async () => {
  const model = new Net();
  const step = compile((rows: Tensor) => observe(() => model.forward(rows)));
  const [result, seen] = step(x);
  assert.deepEqual(Object.keys(seen), names);
  const [expected, outside] = observe(() => model.forward(x));
  await assertTensor(result, [2, 1], [...(await expected.array())]);
  for (const name of names) await assertTensor(seen[name]!, outside[name]!.shape, [...(await outside[name]!.array())]);
  const [, other] = step(x.mul(2));
  assert.notDeepEqual(await other["hidden"]!.array(), await seen["hidden"]!.array());
});

test("gradients of intermediate values, one of them bypassed by a shortcut", async () => {
  const [weight] = [new Param([2], () => Tensor.from([3, 5]))];
  class Scale extends Module {
    weight = weight;
    forward(v: Tensor): Tensor {
      return v.mul(this.weight);
    }
  }
  class Skip extends Module {
    scale = new Scale();
    keep = new Dropout(0);
    forward(v: Tensor): Tensor {
      // Dropout(0) returns its input itself, so both modules observe the same tensor.
      return this.keep.forward(this.scale.forward(v)).square().add(v);
    }
  }
  const model = new Skip();
  const v = Tensor.from([1, 2]);
  const slopes = (rows: Tensor) => {
    const [result, seen] = observe(() => model.forward(rows));
    return grad(result.sum(), [seen["keep"]!, seen["scale"]!, rows, weight]);
  };
  for (const [kept, scaled, given, slope] of [slopes(v), compile(slopes)(v)]) {
    await assertTensor(kept, [2], [6, 20]);
    await assertTensor(scaled, [2], [6, 20]);
    await assertTensor(given, [2], [6 * 3 + 1, 20 * 5 + 1]);
    await assertTensor(slope, [2], [6, 40]);
  }
});

test("the gradient of a value used in two ways covers the observed use only", async () => {
  class Same extends Module {
    forward(v: Tensor): Tensor {
      return v;
    }
  }
  class Ways extends Module {
    same = new Same();
    forward(v: Tensor): Tensor {
      return this.same.forward(v).mul(2).add(v.mul(5));
    }
  }
  const model = new Ways();
  const v = Tensor.from([1]);
  const [result, seen] = observe(() => model.forward(v));
  const [own, all] = grad(result.sum(), [seen["same"]!, v]);
  assert.deepEqual([await own.item(), await all.item()], [2, 7]);
});

test("a module that runs several times, and structured results", async () => {
  class Twin extends Module {
    shared = new Linear(2, 2, { bias: false });
    pair = new (class extends Module {
      forward(v: Tensor) {
        return { sum: v.sum(), parts: [v.mul(2), "text", null] as const };
      }
    })();
    forward(v: Tensor): Tensor {
      const both = this.shared.forward(this.shared.forward(v));
      const { sum, parts } = this.pair.forward(both);
      assert.deepEqual(parts.slice(1), ["text", null]);
      return parts[0].add(sum);
    }
  }
  const [, seen] = observe(() => new Twin().forward(x));
  assert.deepEqual(Object.keys(seen), ["shared", "shared#2", "pair.sum", "pair.parts.0"]);
});

test("paths start at the module called first, even if a layer ran by itself before", () => {
  class Outer extends Module {
    inner = new Net();
    forward(v: Tensor): Tensor {
      return this.inner.forward(v);
    }
  }
  const model = new Outer();
  model.inner.hidden.forward(x);
  const [, seen] = observe(() => model.forward(x));
  assert.deepEqual(Object.keys(seen), [...names.map((name) => `inner.${name}`), "inner"]);
  const parts = { encoder: new Net(), decoder: new Net() };
  parameters(parts);
  const [, both] = observe(() => [parts.encoder.forward(x), parts.decoder.forward(x)]);
  assert.deepEqual(Object.keys(both).slice(4, 7), ["encoder.output", "encoder", "decoder.hidden"]);
});

test("functions without modules, empty tensors and views", async () => {
  const [result, seen] = observe(() => {
    const empty = zeros([0, 3]).named("empty");
    return ones([2, 3]).transpose().named("view").slice([1, 3]).named("view").sum().add(empty.sum());
  });
  assert.deepEqual(Object.keys(seen), ["empty", "view", "view#2"]);
  const [first, second] = grad(result, [seen["view"]!, seen["view#2"]!]);
  await assertTensor(seen["empty"]!, [0, 3], []);
  await assertTensor(seen["view#2"]!, [2, 2], [1, 1, 1, 1]);
  await assertTensor(first, [3, 2], [0, 0, 1, 1, 1, 1]);
  await assertTensor(second, [2, 2], [1, 1, 1, 1]);
});

test("nested observers see the same values, each from its own start", async () => {
  const model = new Net();
  const [[, inner], outer] = observe(() => {
    const before = x.mul(1).named("before");
    return observe(() => model.forward(before));
  });
  assert.deepEqual(Object.keys(inner), names);
  assert.deepEqual(Object.keys(outer), ["before", ...names]);
  await assertTensor(inner["hidden"]!, [2, 3], [...(await outer["hidden"]!.array())]);
});

test("second derivatives with respect to observed values", async () => {
  const v = Tensor.from([2]);
  const [loss, seen] = observe(() => v.square().named("y").pow(3).sum());
  const [slope] = grad(loss, [seen["y"]!]);
  const [curvature] = grad(slope.sum(), [seen["y"]!]);
  assert.deepEqual([await slope.item(), await curvature.item()], [48, 24]);
});

test("dropout shows its mask: random in training, all ones elsewhere", async () => {
  const model = new Sequential(new Linear(4, 50), relu, new Dropout(0.4), new Linear(50, 1));
  const run = (train: boolean) =>
    compile((rows: Tensor) => observe(() => model.forward(rows)), { training: train })(ones([3, 4]));
  const [, seen] = run(true);
  assert.deepEqual(Object.keys(seen), ["layers.0", "layers.2.mask", "layers.2", "layers.3"]);
  const [mask, before, after] = [seen["layers.2.mask"]!, seen["layers.0"]!.relu(), seen["layers.2"]!];
  assert.deepEqual([mask.dtype, mask.shape], ["bool", [3, 50]]);
  await assertTensor(after, [3, 50], [...(await before.mul(mask).div(0.6).array())]);
  const share = await mask.cast("f32").mean().item();
  assert.ok(share > 0.4 && share < 0.8, `${share}`);
  const [, calm] = run(false);
  assert.equal(await calm["layers.2.mask"]!.sum().item(), 150);
});

test("observing a training step does not change its random draws", async () => {
  const model = new Dropout(0.5);
  const input = ones([8, 8]);
  const values: (readonly number[])[] = [];
  for (const watched of [false, true]) {
    random.seed(3);
    const step = compile(() => (watched ? observe(() => model.forward(input))[0] : model.forward(input)), {
      training: true,
    });
    values.push([...(await step().array())]);
  }
  assert.deepEqual(values[0], values[1]);
});

test("masks of recurrent layers and values shared along axes", async () => {
  class Reader extends Module {
    recurrent = new LSTM(2, 5, { recurrentDropout: 0.5, dropout: 0.5, layers: 2, variational: true });
    forward(rows: Tensor) {
      return this.recurrent.forward(rows);
    }
  }
  const model = new Reader();
  const step = compile((rows: Tensor) => observe(() => model.forward(rows))[1], { training: true });
  const seen = step(ones([3, 4, 2]));
  const shapes = Object.entries(seen).map(([name, { shape }]) => [name, shape] as const);
  const masks = shapes.filter(([name]) => name.includes("mask"));
  assert.deepEqual(masks, [
    ["recurrent.recurrentDropout.mask", [3, 5]],
    ["recurrent.dropout.mask", [1, 3, 5]],
    ["recurrent.recurrentDropout.mask#2", [3, 5]],
  ]);
  assert.ok(!shapes.some(([name]) => name === "recurrent"));
  const last = Object.fromEntries(shapes.slice(-5));
  assert.deepEqual(last, {
    "recurrent.outputs": [3, 4, 5],
    "recurrent.state.0.hidden": [3, 5],
    "recurrent.state.0.cell": [3, 5],
    "recurrent.state.1.hidden": [3, 5],
    "recurrent.state.1.cell": [3, 5],
  });
});

/** h' = tanh(w h + x), unrolled by hand over `length` steps and as a scan. */
class Recurrence extends Module {
  weight = new Param([1], () => Tensor.from([0.7]));
  step = new (class extends Module {
    forward(v: Tensor): Tensor {
      return v.tanh();
    }
  })();

  forward(xs: Tensor): Tensor {
    const [last] = scan(
      (h: Tensor, now: Tensor) => {
        const next = this.step.forward(h.mul(this.weight).add(now).named("sum"));
        return [next, null];
      },
      zeros([1]),
      xs,
    );
    return last;
  }
}

test("values observed in a scan are stacked over time, with gradients through time", async () => {
  const model = new Recurrence();
  const xs = Tensor.from([[0.1], [-0.4], [0.8], [0.3]]);
  const slopes = (rows: Tensor) => {
    const [last, seen] = observe(() => model.forward(rows));
    assert.deepEqual(Object.keys(seen), ["sum", "step"]);
    const loss = last.square().sum();
    return { seen, slopes: grad(loss, [seen["sum"]!, seen["step"]!, model.weight]), plain: [last] };
  };
  const [sums, states] = [[] as number[], [] as number[]];
  for (let t = 0, h = 0; t < 4; t++) {
    sums.push(0.7 * h + [0.1, -0.4, 0.8, 0.3][t]!);
    states.push((h = Math.tanh(sums[t]!)));
  }
  // Backward from the last step: dL/dh, and dL/dsum = dL/dh (1 - h²).
  const [ofStates, ofSums] = [
    [0, 0, 0, 2 * states[3]!],
    [0, 0, 0, 0],
  ];
  for (let t = 3; t >= 0; t--) {
    ofSums[t] = ofStates[t]! * (1 - states[t]! ** 2);
    if (t > 0) ofStates[t - 1] = 0.7 * ofSums[t]!;
  }
  for (const found of [slopes(xs), compile(slopes)(xs)]) {
    await assertTensor(found.seen["sum"]!, [4, 1], sums);
    await assertTensor(found.seen["step"]!, [4, 1], states);
    await assertTensor(found.slopes[0], [4, 1], ofSums);
    await assertTensor(found.slopes[1], [4, 1], ofStates);
    await assertTensor(
      found.slopes[2],
      [1],
      [ofSums.reduce((sum, slope, t) => sum + (t > 0 ? slope * states[t - 1]! : 0), 0)],
    );
  }
});

test("the gradient of states over time includes uses of the stack", async () => {
  const model = new Recurrence();
  const [last, seen] = observe(() => model.forward(Tensor.from([[0.2], [0.5]])));
  const [slope] = grad(last.sum().add(seen["step"]!.mul(10).sum()), [seen["step"]!]);
  const second = (await seen["step"]!.array())[1]!;
  await assertTensor(slope, [2, 1], [10 + 11 * 0.7 * (1 - second ** 2), 11]);
});

test("nested, reversed and empty scans, and integers", async () => {
  const run = (length: number) =>
    observe(() =>
      scan(
        (sum: Tensor, row: Tensor) => {
          const [inner] = scan(
            (total: Tensor, now: Tensor) => [total.add(now.mul(2).named("twice")), null],
            zeros([]),
            row,
          );
          return [sum.add(inner.named("inner")), row.sum().greater(2).cast("i32").named("large")];
        },
        zeros([]),
        Tensor.from([0, 1, 2, 3, 4, 5])
          .slice([0, 3 * length])
          .reshape([length, 3]),
        { reverse: true },
      ),
    );
  const [[sum], seen] = run(2);
  const [slope] = grad(sum.square(), [seen["twice"]!]);
  assert.equal(await sum.item(), 30);
  await assertTensor(seen["twice"]!, [2, 3], [0, 2, 4, 6, 8, 10]);
  await assertTensor(seen["inner"]!, [2], [6, 24]);
  await assertTensor(seen["large"]!, [2], [1, 1]);
  await assertTensor(slope, [2, 3], [60, 60, 60, 60, 60, 60]);
  const [[nothing], empty] = run(0);
  assert.equal(await nothing.item(), 0);
  await assertTensor(empty["twice"]!, [0, 3], []);
  await assertTensor(empty["inner"]!, [0], []);
});

test("observe within the step of a scan sees one step", async () => {
  const [[, slopes], seen] = observe(() =>
    scan(
      (h: Tensor, now: Tensor) => {
        const [next, own] = observe(() => h.mul(now).named("product").square());
        assert.deepEqual(own["product"]!.shape, []);
        return [next, grad(next, [own["product"]!])[0]];
      },
      ones([]),
      Tensor.from([2, 3]),
    ),
  );
  await assertTensor(slopes, [2], [4, 24]);
  await assertTensor(seen["product"]!, [2], [2, 12]);
});

test("a cell run over time by a model, compiled with a training step", async () => {
  class Reader extends Module {
    cell = new GRUCell(1, 2);
    output = new Linear(2, 1);
    forward(rows: Tensor): Tensor {
      const [last] = scan((h: Tensor, now: Tensor) => [this.cell.forward(now, h), null], zeros([3, 2]), rows);
      return this.output.forward(last);
    }
  }
  const model = new Reader();
  const params = parameters(model).map(([, param]) => param);
  const rows = random.normal([5, 3, 1]);
  const step = compile((input: Tensor, watched: boolean) => {
    const [y, seen] = watched ? observe(() => model.forward(input)) : [model.forward(input), {} as Seen];
    const slopes = grad(y.square().mean(), params);
    return { seen, slopes };
  });
  const [plain, { seen, slopes }] = [step(rows, false), step(rows, true)];
  assert.ok(Object.keys(seen).includes("cell"));
  assert.deepEqual(seen["cell"]!.shape, [5, 3, 2]);
  for (const [i, slope] of slopes.entries())
    await assertTensor(slope, params[i]!.shape, [...(await plain.slopes[i]!.array())]);
});

/** Complete messages, with the code that causes them. */
const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () => observe(x as unknown as () => Tensor),
    `ArgumentError: observe was given a value of class Tensor
  Pass a function without arguments.
  For example: observe(() => model.forward(x)).`,
  ],
  [
    () => observe(async () => x.array()),
    `ArgumentError: observe was given a function that returns a promise
  It observes only until the function returns.
  Remove async and await, and read the results of observe.`,
  ],
  [
    () => {
      const step = compile(function double(rows: Tensor) {
        return rows.mul(2);
      });
      observe(() => step(x));
    },
    `StateError: observe cannot look into double compiled at observe.test
  A compiled function runs without calling its modules.
  Observe inside it and return the values: compile(() => observe(() => model.forward(x))).`,
  ],
];

for (const [body, message] of messages) {
  test(`error: ${message.split("\n")[0]}`, async () => {
    assert.equal((await messageOf(body)).trim(), message);
  });
}

test("a compiled function that is part of another one is observed", () => {
  const inner = compile((rows: Tensor) => rows.mul(2).named("double"));
  const [, seen] = compile((rows: Tensor) => observe(() => inner(rows)))(x);
  assert.deepEqual(Object.keys(seen), ["double"]);
});

test("an error in the function ends the observation", () => {
  assert.throws(() => observe(() => concat([])));
  const step = compile((rows: Tensor) => rows.add(training().cast("f32")));
  assert.doesNotThrow(() => step(x));
  assert.equal(tanh(x).named("later").shape.length, 2);
});

test("gradients over time of loops with recompute and with truncate", async () => {
  const xs = Tensor.from([0.5, -0.2, 0.9, 0.4]);
  const slopes = (options: ScanOptions) => {
    const [last, seen] = observe(() => {
      const step = (h: Tensor, now: Tensor) => [h.mul(0.5).add(now).tanh().named("h"), null] as const;
      return scan(step, zeros([]), xs, options)[0];
    });
    return grad(last, [seen["h"]!])[0];
  };
  const plain = await slopes({}).array();
  await assertTensor(slopes({ recompute: true }), [4], [...plain]);
  await assertTensor(slopes({ truncate: 2 }), [4], [0, 0, plain[2]!, plain[3]!]);
  assert.ok(plain.every((slope) => slope > 0));
});
