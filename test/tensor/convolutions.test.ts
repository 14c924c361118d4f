/** The setting for Winograd's algorithm, which applies to all programs compiled in the process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Conv2d, compile, setDeterministic, setWinograd, show, Tensor } from "../../src/index.ts";

const products = / × 16 × 16\]/;

/** The plan of a convolution, compiled with the current settings. */
async function plan(): Promise<string> {
  const layer = new Conv2d(16, 16, 3);
  const step = compile((x: Tensor) => layer.forward(x));
  await step(Tensor.from(new Float32Array(2 * 16 * 18 * 18), [2, 16, 18, 18])).array();
  return show(step);
}

test("Winograd's algorithm can be switched off, and is off in deterministic mode", async () => {
  assert.match(await plan(), products);
  for (const [set, on] of [
    [setWinograd, false],
    [setDeterministic, true],
  ] as const) {
    set(on);
    try {
      assert.doesNotMatch(await plan(), products);
    } finally {
      set(!on);
    }
  }
  assert.match(await plan(), products);
});

test("reads outside compiled functions follow the setting too", async () => {
  const layer = new Conv2d(16, 16, 3);
  const x = Tensor.from(
    Float32Array.from({ length: 2 * 16 * 18 * 18 }, (_, i) => Math.sin(i)),
    [2, 16, 18, 18],
  );
  const fast = await layer.forward(x).array();
  setWinograd(false);
  try {
    const plain = await layer.forward(x).array();
    assert.notDeepEqual(fast, plain);
  } finally {
    setWinograd(true);
  }
});
