/** The LSTM learns to read and to remember, and its gates can be watched. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { conduct, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { system } from "./system.ts";

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("gates are shares, and all three are drawn beside the cell", async () => {
  const { table, figure } = await conduct(system.experiments["gates"]!, new Run({ quick: true, seed: 1 }));
  assert.equal(table.rows.length, 3);
  for (const [gate, mean, open, closed] of table.rows) {
    assert.ok(Number(mean) > 0 && Number(mean) < 1, `${gate}: ${mean}`);
    assert.ok(Number(open) + Number(closed) <= 1);
  }
  assert.ok(figure.kind === "panels" && figure.panels.length === 4);
});
