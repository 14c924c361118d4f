import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "../../src/graph/builder.ts";
import { printGraph } from "../../src/graph/print.ts";
import type { Elementwise } from "../../src/ops/primitive.ts";
import { Linear } from "../../src/nn/index.ts";
import {
  bisect,
  compile,
  finite,
  full,
  grad,
  Module,
  ones,
  Param,
  random,
  show,
  type Tensor,
} from "../../src/tensor/index.ts";
import { positionIn } from "../../src/tensor/source/origin.ts";
import { messageOf } from "./helpers.ts";
import { primitives } from "../nodes.ts";

test("graphs print as formulas", () => {
  const x = build.input([2, 3], "f32", "x");
  const y = build.mul(build.add(x, build.constant(1, "f32")), x);
  const printed = printGraph({ inputs: [x], outputs: [y], assignments: [{ target: x, value: y }] });
  assert.equal(
    printed,
    `x = input()    f32 [2, 3]
%0 = add(x, 1)  f32 [2, 3]
%1 = mul(%0, x)  f32 [2, 3]
return %1
x <- %1`.replaceAll(/^(\S+ = \S+(?: \S+)?) +f32/gm, (_, formula: string) => `${formula.padEnd(15)}  f32`),
  );
});

test("show prints every stage, with modules and lines", () => {
  class Net extends Module {
    hidden = new Linear(4, 3);
    forward(x: Tensor): Tensor {
      return this.hidden.forward(x).relu();
    }
  }
  const net = new Net();
  const step = compile((x: Tensor) => net.forward(x).named("activation").sum());
  step(ones([2, 4]));
  const text = show(step);
  assert.match(text, /^== graph ==\n/);
  assert.match(text, /hidden\.weight = input\(\) +f32 \[3, 4\] +Linear\(4, 3\), tools\.test\.\w+:\d+/);
  assert.match(text, /hidden = add\(%\d+, hidden\.bias\) +f32 \[2, 3\] +Net\.hidden\.forward, tools\.test\.\w+:\d+/);
  assert.match(text, /\n== program ==\nscratch: /);
  assert.match(text, /\n== WebAssembly ==\n\(module/);
});

test("bisect finds nothing wrong in a training step, and changes no state", async () => {
  const weight = new Param([4, 3], (shape, source) => source.normal(shape));
  const step = compile((x: Tensor, scale: Tensor) => {
    const loss = x
      .matmul(weight)
      .add(random.normal([3]))
      .softmax()
      .log()
      .mul(scale)
      .mean();
    weight.assign(weight.sub(grad(loss, [weight])[0]));
    return loss;
  });
  const before = await weight.array();
  assert.equal(bisect(step, ones([2, 4]), 3), null);
  assert.deepEqual(await weight.array(), before);
});

test("bisect names a wrongly compiled operation, not those that propagate its error", (t) => {
  const tanh = primitives.tanh as { -readonly [Key in keyof Elementwise]: Elementwise[Key] };
  const { program } = tanh;
  t.after(() => (tanh.program = program));
  tanh.program = (s, inputs, attributes) => s.mul(program(s, inputs, attributes), s.float(1.01));
  const step = compile((x: Tensor) => x.add(1).tanh().div(1e-3).sum());
  const found = bisect(step, ones([4]));
  assert.equal(found?.op, "tanh");
  assert.match(
    String(found),
    /^tanh \[4\] differs first, from tools\.test\.\w+:\d+\n  element 0: 0\.97\d+ compiled, 0\.96\d+ on/,
  );
});

test("the NaN check names the operation and its source line, and restores the state", async () => {
  const param = new Param([2], (shape) => full(shape, 1));
  const step = compile(
    (x: Tensor) => {
      param.assign(param.sub(x).log().mul(2));
      return param.sum();
    },
    { check: finite },
  );
  assert.equal(await step(0).item(), 0);
  const before = await param.array();
  const message = await messageOf(() => step(3).item());
  assert.equal(
    message,
    `NumericError: this tensor is a result of run 2 of the function compiled at tools.test, which failed

  log produced NaN, from tools.test

      parameter.sub()   f32 [2]   from tools.test
    Its inputs are finite.

  A step that fails changes no state and has no results.`,
  );
  assert.deepEqual(await param.array(), before);
});

test("the NaN check ignores infinities that do not reach a result", async () => {
  const step = compile((x: Tensor) => x.sub(Infinity).exp().add(1), { check: finite });
  assert.equal(await step(1).item(), 1);
  assert.match(
    await messageOf(() => compile((x: Tensor) => x, { check: finite })(NaN).item()),
    /argument 0 holds NaN before the step/,
  );
});

test("positions skip Hebb's frames, for the stack formats of all engines", () => {
  const home = "file:///app/node_modules/hebb/dist/";
  const node = `Error
    at f (${home}index.js:1:2)
    at MLP.forward (file:///app/src/model.ts:6:12)
    at file:///app/src/main.ts:1:1`;
  assert.equal(positionIn(node, home), "model.ts:6");
  const firefox = `f@https://x.org/dist/hebb.js:1:2\nforward@https://x.org/model.js?v=3:8:4\n`;
  assert.equal(positionIn(firefox, "https://x.org/dist/"), "model.js:8");
  assert.equal(positionIn("Error\n    at new Promise (<anonymous>)\n    at node:internal/x:1:1", home), "");
});
