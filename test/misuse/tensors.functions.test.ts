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
  "a missing function to compile": () => compile(),
  "a tensor to compile": () => compile(x),
  "a function as an argument": () => compile((a: Loose) => a)(() => 1),
  "a Map as an argument": () => compile((a: Loose) => a)(new Map()),
  "a Float64Array as an argument": () => compile((a: Loose) => a)(new Float64Array(2)),
  "an argument that contains itself": () => compile((a: Loose) => a)(circular),
  "a promise returned": () => compile(async (a: Loose) => a)(x),
  "a function returned": () => compile((a: Loose) => () => a)(x),
  "a function that calls itself": () => endless(x),
  "a tensor used outside its compiled function": () => leaked(),
  "a read inside compile": () => readInside(),
  "random.permutation inside compile": () => compile(() => random.permutation(3))(),
  "a scan without a step": () => scan(3, x, x),
  "a scan without a sequence": () => scan((c: Loose, y: Loose) => [c, y], x),
  "a step that does not return a pair": () => scan((c: Loose) => c, x, x),
  "a step that returns nothing": () => scan(() => {}, x, x),
  "a carry that changes its shape": () => scan((c: Loose) => [c.sum(), c], ones([3]), x),
  "a carry that changes its element type": () => scan((c: Loose) => [c.cast("i32"), c], ones([3]), x),
  "sequences of different lengths": () => scan((c: Loose) => [c, c], ones([3]), [x, ones([3, 3])]),
  "a scan over a scalar": () => scan((c: Loose) => [c, c], ones([3]), ones([])),
  "an associative scan without a function": () => associativeScan(x, x),
  "an associative scan whose function changes shapes": () => associativeScan((a: Loose) => a.sum(), x),
  "a number as the shape of random numbers": () => random.uniform(3),
  "a missing shape of random numbers": () => random.normal(),
  "a bound of NaN": () => random.uniform([2], { low: NaN }),
  "a negative standard deviation": () => random.normal([2], { std: -1 }),
  "a probability above 1": () => random.bernoulli(2, [3]),
  "a probability as a string": () => random.bernoulli("0.5"),
  "a permutation of -1 elements": () => random.permutation(-1),
  "a seed as a string": () => random.seed("1"),
  "a fractional seed": () => random.seed(1.5),
  "0 threads": () => setThreads(0),
  "a thread count as a string": () => setThreads("2"),
  "a string as a boolean setting": () => setDeterministic("yes"),
  "a missing boolean setting": () => setWinograd(),
  "a function that was not compiled": () => show((a: Loose) => a),
  "a program that has not run": () => show(compile((a: Loose) => a)),
  "a number as a tensor for the reference": () => reference(3),
  "tensors for the reference in an array": () => reference([x]),
  "a number for graphOf": () => graphOf(3),
  "a number for a summary": () => summary(3),
  "a disposed tensor": () => disposed(),
});
