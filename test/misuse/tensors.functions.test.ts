/** Functions and programs used wrongly, in plain JavaScript. */
import * as hebb from "../../src/index.ts";
import { type Loose, loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const { associativeScan, compile, graphOf, ones, random, reference, scan, show, summary } = loosely(hebb);
const { setDeterministic, setThreads, setWinograd } = loosely(hebb);

const x: Loose = ones([2, 3]);
const circular: Loose = {};
circular.circular = circular;
const endless: Loose = compile((a: Loose) => endless(a));

function leaked(): unknown {
  let leak: Loose;
  compile((a: Loose) => (leak = a.mul(2)))(x);
  return leak.array();
}

function readInside(): unknown {
  let read: unknown;
  compile((a: Loose) => {
    read = a.sum().item();
    return a;
  })(x);
  return read;
}

async function disposed(): Promise<unknown> {
  const drawn = random.normal([100]);
  await drawn.array();
  drawn[Symbol.dispose]();
  return drawn.array();
}

misuses("functions and programs used wrongly", {
  "no function to compile": () => compile(),
  "a tensor to compile": () => compile(x),
  "a function for an argument": () => compile((a: Loose) => a)(() => 1),
  "a map for an argument": () => compile((a: Loose) => a)(new Map()),
  "doubles for an argument": () => compile((a: Loose) => a)(new Float64Array(2)),
  "an argument that contains itself": () => compile((a: Loose) => a)(circular),
  "a promise returned": () => compile(async (a: Loose) => a)(x),
  "a function returned": () => compile((a: Loose) => () => a)(x),
  "a function that calls itself": () => endless(x),
  "a tensor carried out of its function": () => leaked(),
  "a read inside": () => readInside(),
  "an order drawn inside": () => compile(() => random.permutation(3))(),
  "no step of a scan": () => scan(3, x, x),
  "a scan through nothing": () => scan((c: Loose, y: Loose) => [c, y], x),
  "a step that returns no pair": () => scan((c: Loose) => c, x, x),
  "a step that returns nothing": () => scan(() => {}, x, x),
  "a carry that changes its shape": () => scan((c: Loose) => [c.sum(), c], ones([3]), x),
  "a carry that changes its type": () => scan((c: Loose) => [c.cast("i32"), c], ones([3]), x),
  "stacks of two lengths": () => scan((c: Loose) => [c, c], ones([3]), [x, ones([3, 3])]),
  "a scan through a scalar": () => scan((c: Loose) => [c, c], ones([3]), ones([])),
  "an associative scan of no function": () => associativeScan(x, x),
  "a function that changes shapes": () => associativeScan((a: Loose) => a.sum(), x),
  "a number for a shape of draws": () => random.uniform(3),
  "no shape of draws": () => random.normal(),
  "a bound that is no number": () => random.uniform([2], { low: NaN }),
  "a negative deviation": () => random.normal([2], { std: -1 }),
  "a probability above 1": () => random.bernoulli(2, [3]),
  "a text for a probability": () => random.bernoulli("0.5"),
  "an order of -1": () => random.permutation(-1),
  "a text for a seed": () => random.seed("1"),
  "half a seed": () => random.seed(1.5),
  "no threads": () => setThreads(0),
  "a text for threads": () => setThreads("2"),
  "a text for a switch": () => setDeterministic("yes"),
  "nothing for a switch": () => setWinograd(),
  "a function that was not compiled": () => show((a: Loose) => a),
  "a program that has not run": () => show(compile((a: Loose) => a)),
  "a number for the reference": () => reference(3),
  "tensors for the reference in an array": () => reference([x]),
  "a number for a graph": () => graphOf(3),
  "a number for a summary": () => summary(3),
  "a value that was given up": () => disposed(),
});
