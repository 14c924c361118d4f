/**
 * Both modes compared with closed forms, with finite differences and with each other, and the claims of the
 * experiments.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, graphOf, reference } from "hebb";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { deviationsOf } from "./checking.ts";
import { cost, costOf, multiplications } from "./experiments/cost.ts";
import { differences, errorsOf } from "./experiments/differences.ts";
import { graph } from "./experiments/graph.ts";
import { flowFigure, flowOf } from "./flow.ts";
import { chain } from "./looks/chain.ts";
import { jacobianForward, jacobianReverse } from "./model.ts";
import { system } from "./system.ts";

const run = () => new Run({ quick: true, seed: 1 });

function assertClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-12) {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${i}: ${actual[i]}, not ${value}`),
  );
}

test("the quick recipe reaches its bars", async () => {
  const result = await train(system, run());
  assert.ok(result.passed, JSON.stringify(result.bars));
  assert.ok(result.metrics["deviation"]! > 0, "differences are never exact");
});

test("columns by forward mode and rows by reverse mode are the Jacobian matrix", async () => {
  // f(x) = (x0 x1, sin x2 + x0²)
  const f = (x: Tensor) => {
    const [a, b, c] = x.chunk(3) as [Tensor, Tensor, Tensor];
    const first = a.mul(b).pad([[0, 1]]);
    return first.add(
      c
        .sin()
        .add(a.square())
        .pad([[1, 0]]),
    );
  };
  const x = Tensor.from([2, -3, 0.5]);
  const expected = [-3, 2, 0, 4, 0, Math.cos(0.5)];
  for (const jacobian of [jacobianForward(f, x), jacobianReverse(f, x)]) {
    assert.deepEqual(jacobian.shape, [2, 3]);
    assertClose((await reference(jacobian))[0]!, expected);
  }
});

test("a wrong derivative is detected", async () => {
  // At the kink of |x|, the left and right derivatives differ, and the slope used by relu is neither of them.
  const { reverse, forward } = await deviationsOf({ name: "relu", f: (x) => x.relu(), inputs: [Tensor.from([0, 1])] });
  assert.ok(reverse >= 0.4 && forward >= 0.2, `${reverse} and ${forward}`);
});

test("values and adjoints of the graph equal the closed form", async () => {
  const at = { x: 2, w: 0.5, b: -0.25 };
  const { nodes, edges } = await flowOf(at);
  const of = (name: string) => nodes.find((node) => node.name === name)!;
  const y = 1 / (Math.exp(-(at.w * at.x + at.b)) + 1);
  const slope = y * (1 - y);
  assertClose([of("h6").value, of("h6").adjoint], [y, 1]);
  assertClose(
    ["x", "w", "b"].map((name) => of(name).adjoint),
    [slope * at.w, slope * at.x, slope],
  );
  // The chain rule along every edge; no node here is read twice.
  assert.equal(edges.length, 8);
  for (const { from, to, derivative } of edges) assertClose([of(from).adjoint], [of(to).adjoint * derivative]);
  const operations = nodes.filter(({ operation }) => operation !== "").map(({ name }) => name);
  assert.deepEqual(operations, ["h1", "h2", "h3", "h4", "h5", "h6"]);
});

test("the figure of the graph draws every edge in both directions", async () => {
  const facts = await measure(graph, run());
  assert.equal(facts.verdict, "equal");
  const figure = flowFigure(facts);
  assert.equal(figure.nodes.length, 9);
  assert.equal(figure.edges.length, 16);
  assert.equal(figure.edges.filter(({ back }) => back).length, 8);
  const words = chain.words(await chain.view({ x: 1, w: 0, b: 0 }, () => Promise.reject(new Error())));
  assert.match(words.en, /0\.500.*0\.250 by w, 0\.250 by b and 0.* by x/);
});

test("multiplications are counted", () => {
  const [A, B, x] = [
    [3, 4],
    [4, 5],
    [3, 5],
  ].map((shape) => Tensor.from(new Float32Array(shape[0]! * shape[1]!), shape));
  const f = (A: Tensor, B: Tensor, x: Tensor) => A.matmul(B).mul(x).add(x).div(3);
  assert.equal(multiplications(graphOf(f, A!, B!, x!, { level: "operations" })), 3 * 4 * 5 + 2 * 3 * 5);
});

test("reverse mode costs a few evaluations for any number of inputs, forward mode one pass per input", async () => {
  for (const n of [16, 256]) {
    const inputs = await costOf("inputs", n);
    assert.ok(
      inputs.multiplications.reverse <= 4 * inputs.value,
      `${n} inputs, back: ${inputs.multiplications.reverse}`,
    );
    assert.ok(
      inputs.multiplications.forward >= n * inputs.value,
      `${n} inputs, forward: ${inputs.multiplications.forward}`,
    );
    const outputs = await costOf("outputs", n);
    assert.ok(
      outputs.multiplications.forward <= 4 * outputs.value,
      `${n} outputs, forward: ${outputs.multiplications.forward}`,
    );
    assert.ok(
      outputs.multiplications.reverse >= n * outputs.value,
      `${n} outputs, back: ${outputs.multiplications.reverse}`,
    );
  }
});

test("reverse mode wins with many inputs, forward mode with many outputs", async () => {
  const { byInputs, byOutputs } = await measure(cost, run());
  assert.deepEqual([byInputs, byOutputs], ["reverse", "forward"]);
});

test("finite differences have an optimal step and are less accurate there than automatic differentiation", async () => {
  const { automatic, errors } = await errorsOf([1e-1, 1e-5, 1e-13]);
  const [large, best, small] = errors as [(typeof errors)[0], (typeof errors)[0], (typeof errors)[0]];
  assert.ok(best.central < large.central && best.central < small.central, JSON.stringify(errors));
  assert.ok(automatic < 1e-15 && automatic < best.central, `${automatic}`);
  const { bestCentral, verdict } = await measure(differences, run());
  assert.ok(bestCentral.central > 1e-13 && bestCentral.central < 1e-10, `${bestCentral.central}`);
  assert.equal(verdict, "more exact");
});
