// A worker thread that spins a fixed amount of arithmetic when it is told to, and says how long that took.
// Twelve independent chains of multiply and add fill the floating-point units, so that two threads on the two halves of
// one physical core slow each other down and show it.
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
for (let n = 0; n < 20; n++) spin(100_000); // optimized code before anything is timed

parentPort.on("message", ({ count, parties }) => {
  // All parties arrive before one starts, so that their spans overlap.
  if (Atomics.add(gate, 0, 1) + 1 === parties) Atomics.notify(gate, 0);
  for (let arrived = Atomics.load(gate, 0); arrived < parties; arrived = Atomics.load(gate, 0)) {
    Atomics.wait(gate, 0, arrived, 100);
  }
  const start = performance.now();
  const result = spin(count);
  parentPort.postMessage({ milliseconds: performance.now() - start, result });
});
parentPort.postMessage("ready");
