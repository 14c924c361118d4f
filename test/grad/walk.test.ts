/** Reverse and forward mode: visited nodes, accumulation, custom rules, origins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkGradients } from "../../src/grad/check.ts";
import { hessianVector, tangents } from "../../src/grad/forward.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build } from "../../src/graph/builder.ts";
import { type Node, topological } from "../../src/graph/node.ts";
import { evaluate64, point } from "./cases.ts";

const scalar = (name: string) => build.input([], "f32", name);
const one = build.constant(1, "f32");
const valueOf = (node: Node | null | undefined, feeds: Map<Node, number[]>) => [...evaluate64([node!], feeds)[0]!];

test("gradients of a value that is used twice accumulate", () => {
  const x = scalar("x");
  const y = build.add(build.mul(x, x), build.exp(x));
  assert.deepEqual(valueOf(gradients([y], [one], [x])[0], new Map([[x, [0]]])), [1]);
});

test("an output that is listed twice counts twice", () => {
  const x = scalar("x");
  const y = build.mul(x, x);
  assert.deepEqual(valueOf(gradients([y, y], [one, one], [x])[0], new Map([[x, [3]]])), [12]);
});

test("a target may be an output or an intermediate value", () => {
  const x = scalar("x");
  const y = build.mul(x, x);
  const z = build.mul(y, y);
  const found = gradients([z, y], [one, one], [x, y]);
  const feeds = new Map([[x, [2]]]);
  assert.deepEqual(
    found.map((node) => valueOf(node, feeds)),
    [[36], [9]],
  );
});

test("no gradients are built for nodes that do not depend on a target", () => {
  const [x, w] = [build.input([2, 3], "f32"), build.input([4, 3], "f32")];
  let data = build.input([2, 3], "f32");
  for (let n = 0; n < 100; n++) data = build.exp(data);
  const y = build.dot(build.add(data, x), w, 0, 1);
  const dy = build.input([2, 4], "f32");
  const [dw] = gradients([y], [dy], [w]);
  const made = build.input([], "f32").id - dy.id;
  assert.ok(made < 10, `${made} nodes for one product`);
  assert.equal(topological([dw!]).filter(({ op }) => op === "dot").length, 1);
});

test("the gradient is null if nothing flows", () => {
  const x = scalar("x");
  const whole = build.cast(x, "i32");
  const others = [build.detach(build.exp(x)), build.floor(x), build.cast(whole, "f32"), build.exp(scalar("y"))];
  for (const y of others) assert.deepEqual(gradients([y], [one], [x]), [null], y.op);
  assert.deepEqual(gradients([whole], [build.constant(1, "i32")], [x]), [null]);
  const y = build.mul(x, build.detach(x));
  assert.deepEqual(valueOf(gradients([y], [one], [x])[0], new Map([[x, [3]]])), [3]);
});

test("the gradient of a broadcast operand has the operand's shape", () => {
  const [x, y] = [build.input([3], "f32"), build.input([2, 1, 3], "f32")];
  const z = build.mul(x, y);
  const found = gradients([z], [build.input(z.shape, "f32")], [x, y]);
  assert.deepEqual(
    found.map((node) => node!.shape),
    [[3], [2, 1, 3]],
  );
});

test("a custom rule replaces the gradient at every order", () => {
  const clipped = (x: Node) => build.customGrad(build.exp(x), [x], (dy, [x]) => [build.mul(dy, build.mul(x!, x!))]);
  const x = scalar("x");
  const first = gradients([clipped(x)], [one], [x])[0]!;
  const second = gradients([first], [one], [x])[0]!;
  const feeds = new Map([[x, [3]]]);
  assert.deepEqual(
    [valueOf(clipped(x), feeds), valueOf(first, feeds), valueOf(second, feeds)],
    [[Math.exp(3)], [9], [6]],
  );
});

test("no gradient flows past a custom rule except to its declared inputs", () => {
  const [x, y] = [scalar("x"), scalar("y")];
  const z = build.customGrad(build.mul(x, y), [x], (dy) => [dy]);
  assert.deepEqual(gradients([z], [one], [y]), [null]);
});

test("a custom rule that returns the wrong number or shape of gradients is an error", () => {
  const x = build.input([3], "f32", "x");
  const y = build.exp(x);
  const cotangent = build.input([3], "f32");
  const few = build.customGrad(y, [x], () => []);
  assert.throws(() => gradients([few], [cotangent], [x]), {
    name: "ArgumentError",
    message: [
      "The rule of customGrad returned 0 gradients for 1 inputs",
      "  It must return one gradient, or null, per input.",
    ].join("\n"),
  });
  const large = build.customGrad(y, [x], (dy) => [build.reshape(dy, [3, 1])]);
  assert.throws(() => gradients([large], [cotangent], [x]), {
    name: "ShapeError",
    message:
      "A gradient from the rule of customGrad of shape [3, 1] does not fit [3]\n\n" +
      "    given   f32 [3, 1]\n" +
      "    x       f32 [3]\n" +
      "  It must have the value's shape and element type.",
  });
});

test("the forward derivative of customGrad is its transposed rule", () => {
  const [x, z] = [scalar("x"), scalar("z")];
  const three = build.constant(3, "f32");
  const y = build.customGrad(build.exp(x), [x, z], (dy, [, other], output) => [
    build.mul(dy, build.mul(three, output)),
    build.mul(dy, other!),
  ]);
  const [one, two] = [build.constant(1, "f32"), build.constant(2, "f32")];
  const feeds = new Map([x, z].map((node, i) => [node, [[0.5, 7][i]!]]));
  const [tangent] = evaluate64(
    tangents([y], [x, z], [one, two]).map((node) => node!),
    feeds,
  );
  assert.ok(Math.abs(tangent![0]! - (3 * Math.exp(0.5) + 2 * 7)) < 1e-12);
  // A rule that returns no gradient has no tangent.
  const still = build.customGrad(build.exp(x), [x], () => [null]);
  assert.deepEqual(tangents([still], [x], [one]), [null]);
});

test("a Hessian needs a scalar", () => {
  const x = build.input([3], "f32", "x");
  assert.throws(() => hessianVector(build.exp(x), [x], [x]), {
    name: "ShapeError",
    message:
      "A Hessian needs a scalar\n\n" +
      "    x.exp()   f32 [3]\n" +
      "  The output must have exactly one element.\n" +
      "  Reduce it with sum or mean.",
  });
});

test("tangents of several primals accumulate in the output's shape", () => {
  const [x, y] = [build.input([3], "f32"), build.input([2, 3], "f32")];
  const [dx] = [build.input([3], "f32")];
  const [tangent] = tangents([build.add(x, y)], [x], [dx]);
  assert.deepEqual(tangent!.shape, [2, 3]);
  assert.deepEqual(tangents([build.exp(y), build.detach(x)], [x], [dx]), [null, null]);
});

test("gradients have the origin of the operation they belong to", () => {
  const origin = { module: "Model.forward", toString: () => "model.ts:1" };
  const x = scalar("x");
  build.origin = () => origin;
  const y = build.exp(x);
  build.origin = null;
  const [dx] = gradients([y], [one], [x]);
  assert.equal(dx!.origin, origin);
  assert.equal(build.origin, null);
});

test("checkGradients locates a wrong gradient", () => {
  const wrong = (x: Node) => build.customGrad(build.exp(x), [x], (dy, [x]) => [build.mul(dy, build.sin(x!))]);
  const found = checkGradients((x) => wrong(x), [point([2, 3])], evaluate64);
  assert.ok(found.error > 0.1);
  assert.equal(found.argument, 0);
});
