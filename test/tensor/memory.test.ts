import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { setThreads, startThreads } from "../../src/runtime/index.ts";
import { Param, Tensor, compile, grad, memory, random, zeros } from "../../src/tensor/index.ts";

function makeStep() {
  const weight = new Param([16, 16], (shape, source) => source.normal(shape, { std: 0.1 }));
  const step = compile((x: Tensor) => {
    const y = x.matmul(weight).tanh();
    const loss = y.square().mean();
    weight.assign(weight.sub(grad(loss, [weight])[0].mul(0.01)));
    return [loss, y];
  });
  return { weight, step };
}

test("10,000 steps keep memory constant, with results read, kept for a while or dropped", async () => {
  const { step } = makeStep();
  const batch = () => Tensor.from(new Float32Array(64 * 16).fill(0.5), [64, 16]);
  const kept: Tensor[] = [];
  const run = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const [loss, y] = step(batch());
      kept[i % 8] = y!;
      await loss!.item();
    }
  };
  await run(5000);
  const { bytes } = memory();
  const resident = process.memoryUsage().rss;
  await run(5000);
  assert.ok(memory().bytes < bytes + 40e6, `live bytes grew by ${memory().bytes - bytes}`);
  assert.ok(
    process.memoryUsage().rss < resident + 60e6,
    `resident memory grew by ${process.memoryUsage().rss - resident}`,
  );
});

test("steps that never await stay within the budget", () => {
  const { step } = makeStep();
  const x = Tensor.from(new Float32Array(1024 * 16), [1024, 16]);
  for (let i = 0; i < 3000; i++) step(x);
  assert.ok(memory().bytes < 200e6, `${memory().bytes} live bytes`);
});

test("cached programs do not keep their data alive", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const bytesOf = (holder: string) => memory().holders.find((one) => one.holder === holder)?.bytes ?? 0;
  const readOnce = async () => {
    const x = Tensor.from(new Float32Array(1_000_003));
    await x.add(1).sum().item();
  };
  const before = bytesOf("data");
  await readOnce();
  for (let i = 0; i < 20 && bytesOf("data") > before + 1e6; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(bytesOf("data") < before + 1e6, `${bytesOf("data")} bytes of data`);
});

test("one and two threads give the same bits", async () => {
  const weights = async (count: number) => {
    setThreads(count);
    await startThreads();
    random.seed(11);
    const { weight, step } = makeStep();
    const x = random.normal([500, 16]);
    for (let i = 0; i < 20; i++) step(x);
    return weight.array();
  };
  assert.deepEqual(await weights(2), await weights(1));
});

test("disposing a result frees its memory immediately, and later use throws", async () => {
  const double = compile((x: Tensor) => x.mul(2));
  const x = zeros([100_000]);
  await double(x).array();
  const before = memory().bytes;
  const result = double(x);
  assert.ok(memory().bytes > before);
  result[Symbol.dispose]();
  assert.equal(memory().bytes, before);
  await assert.rejects(result.array(), /used after it was disposed/);
});
