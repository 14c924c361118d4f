/** The stack and its precision, and counters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "hebb";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { countingExperiment } from "./experiments/counting.ts";
import { stackExperiment } from "./experiments/stack.ts";
import { program } from "./looks/program.ts";
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
  const { single, double, course } = await measure(stackExperiment, new Run({ quick: true }));
  assert.deepEqual([single, double], [12, 26]);
  assert.equal(course.numbers.length, course.program.length + 1);
  const { cells } = await measure(countingExperiment, new Run({ quick: true, seed: 1 }));
  const reach = Object.fromEntries(cells.map(({ kind, reach }) => [kind, reach.mean]));
  assert.ok(reach["LSTM"]! > 10 && reach["LSTM"]! > reach["SRN"]!, JSON.stringify(reach));
});

test("a look follows a program until the digits end, and rejects other signs", async () => {
  const look = async (typed: string) => program.view({ program: typed }, () => Promise.reject(new Error()));
  const short = await look("1011.--0");
  assert.deepEqual([short.verdict, short.depth, short.course.tops.slice(5, 7)], ["right", 3, [1, 1]]);
  assert.equal((await look(`${"10".repeat(10)}${"-".repeat(20)}`)).verdict, "wrong");
  assert.equal((await look("1--")).verdict, "underflow");
  await assert.rejects(() => look("12"), { name: "ArgumentError", message: /contains "2"/ });
});
