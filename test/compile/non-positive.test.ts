/** Sign analysis for the exponential: formulas that are known to be at most 0, and formulas that are not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isNonPositive } from "../../src/compile/rewrite/sign.ts";
import { simplify } from "../../src/compile/rewrite/simplify.ts";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";

const [x, y] = [build.input([3, 4], "f32"), build.input([3, 4], "f32")];
const largest = build.reduceMax(x, [1]);

test("negated squares, negated magnitudes, and values minus their own maximum are at most 0", () => {
  const known = [build.neg(build.mul(x, x)), build.neg(build.abs(x)), build.sub(x, largest)];
  for (const node of [...known, build.sub(x, build.expand(largest, [3, 4]))]) assert.ok(isNonPositive(node));
  const unknown = [x, build.neg(x), build.neg(build.mul(x, y)), build.sub(y, largest), build.sub(largest, x)];
  for (const node of [...unknown, build.sub(x, build.reduceMin(x, [1]))]) assert.ok(!isNonPositive(node));
});

test("simplify marks exponentials of values that are at most 0, also behind a detach", () => {
  const simplified = (node: Node) => {
    const graph = { inputs: [x, y], outputs: [build.exp(node)], assignments: [] };
    return simplify(graph, { training: false }, []).outputs[0]!.attributes["nonPositive"];
  };
  assert.equal(simplified(build.sub(x, build.detach(largest))), true);
  assert.equal(simplified(build.sub(y, largest)), undefined);
});
