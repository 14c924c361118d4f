/** Helpers of the tests of tensors. */
import assert from "node:assert/strict";
import type { Tensor } from "../../src/tensor/index.ts";

/** Asserts that the tensor has this shape and these elements, within a relative tolerance. */
export async function assertTensor(
  tensor: Tensor,
  shape: readonly number[],
  expected: readonly number[],
  tolerance = 1e-5,
) {
  assert.deepEqual(tensor.shape, shape);
  const actual = await tensor.array();
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    const error = Math.abs(actual[i]! - value);
    const close =
      Object.is(actual[i], value) || actual[i] === value || error <= tolerance * Math.max(1, Math.abs(value));
    assert.ok(close, `element ${i} is ${actual[i]}, not ${value}`);
  });
}

/** Runs `body` and returns the number of programs that it compiled. */
export async function countPrograms(body: () => Promise<void>): Promise<number> {
  const Original = WebAssembly.Module;
  let count = 0;
  class Counted extends Original {
    constructor(bytes: BufferSource) {
      super(bytes);
      count++;
    }
  }
  Object.assign(WebAssembly, { Module: Counted });
  try {
    await body();
  } finally {
    Object.assign(WebAssembly, { Module: Original });
  }
  return count;
}

/** Returns the message of the error thrown by `body`, without line numbers of test files. */
export async function messageOf(body: () => unknown): Promise<string> {
  try {
    await body();
  } catch (error) {
    return String(error).replaceAll(/(\w+\.test)\.(?:js|ts):\d+/g, "$1");
  }
  return assert.fail("nothing was thrown");
}
