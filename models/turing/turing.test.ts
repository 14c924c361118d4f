/** The stack and its precision, and counters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "hebb";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { StackNetwork } from "./model.ts";
import { oneHot, precisions } from "./stack.ts";
import { system } from "./system.ts";

/**
 * Returns random commands that never pop an empty stack and keep at most 12 bits, with the top of the stack before each
 * command.
 */
async function randomProgram(length: number): Promise<{ program: number[]; tops: number[] }> {
  const draws = await random.uniform([length]).array();
  const list: number[] = [];
  const [program, tops]: [number[], number[]] = [[], []];
  for (const draw of draws) {
    const command = Math.floor(draw * 4);
    const possible = command === 3 || (command === 2 ? list.length > 0 : list.length < 12);
    const chosen = possible ? command : 3;
    program.push(chosen);
    tops.push(list.at(-1) ?? 0);
    if (chosen < 2) list.push(chosen);
    else if (chosen === 2) list.pop();
  }
  return { program, tops };
}

test("any program gives the tops of an actual stack, in both precisions", async () => {
  random.seed(5);
  const made = await Promise.all(Array.from({ length: 20 }, () => randomProgram(60)));
  const network = new StackNetwork();
  for (const { run } of precisions) {
    const { tops } = await run(
      network,
      made.map(({ program }) => program),
    );
    assert.deepEqual(
      tops,
      made.flatMap(({ tops }) => tops),
    );
  }
});

test("the recurrent weights have rank 1, and an empty stack stays empty", async () => {
  const network = new StackNetwork();
  const weights = await network.recurrent.array();
  const rows = StackNetwork.slope.map((slope) => StackNetwork.v.map((v) => Math.fround(slope * v)));
  assert.deepEqual([...weights], rows.flat());
  const { after } = network.forward(oneHot([[2, 2, 3]]));
  assert.equal(await after.item(), 0);
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("the stack ends after 12 symbols in f32 and 26 in f64, and the LSTM counts beyond its training", async () => {
  const stack = await findingOf(system.experiments["stack"]!, new Run({ quick: true }));
  assert.match(stack.answer, /up to 12 symbols comes back in single precision .* of up to 26 in double/);
  const { table } = await findingOf(system.experiments["counting"]!, new Run({ quick: true, seed: 1 }));
  const reach = Object.fromEntries(table.rows.map(([cell, , reach]) => [cell!, Number(reach)]));
  assert.ok(reach["LSTM"]! > 10 && reach["LSTM"]! > reach["SRN"]!, JSON.stringify(reach));
});
