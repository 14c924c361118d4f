// A worker thread that runs a fixed amount of arithmetic on request and reports the time. Twelve independent chains of
// multiply-adds saturate the floating-point units, so that two hyperthreads of one physical core measurably slow each
// other down.
import { parentPort, workerData } from "node:worker_threads";

function spin(count) {
  let [a, b, c, d, e, f] = [1, 2, 3, 4, 5, 6];
  let [g, h, i, j, k, l] = [7, 8, 9, 10, 11, 12];
  const [scale, shift] = [0.999, 0.001];
  for (let n = 0; n < count; n++) {
    a = a * scale + shift;
    b = b * scale + shift;
    c = c * scale + shift;
    d = d * scale + shift;
    e = e * scale + shift;
    f = f * scale + shift;
    g = g * scale + shift;
    h = h * scale + shift;
    i = i * scale + shift;
    j = j * scale + shift;
    k = k * scale + shift;
    l = l * scale + shift;
  }
  return a + b + c + d + e + f + g + h + i + j + k + l;
}

const gate = new Int32Array(workerData.gate);
for (let n = 0; n < 20; n++) spin(100_000); // Warm-up: V8 optimizes the function.

parentPort.on("message", ({ count, parties }) => {
  // All parties wait for each other, so that their times overlap.
  if (Atomics.add(gate, 0, 1) + 1 === parties) Atomics.notify(gate, 0);
  for (let arrived = Atomics.load(gate, 0); arrived < parties; arrived = Atomics.load(gate, 0)) {
    Atomics.wait(gate, 0, arrived, 100);
  }
  const start = performance.now();
  const result = spin(count);
  parentPort.postMessage({ milliseconds: performance.now() - start, result });
});
parentPort.postMessage("ready");
