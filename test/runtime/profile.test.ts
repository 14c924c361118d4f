import assert from "node:assert/strict";
import { test } from "node:test";
import { Executable } from "../../src/runtime/executable.ts";
import { profile } from "../../src/runtime/profile.ts";
import { Storage } from "../../src/runtime/storage.ts";
import { product } from "./programs.ts";

test("kernels timed separately compute the same results as the program", () => {
  const [m, n, k] = [40, 24, 30];
  const compiled = product({ m, n, k, grain: 12 });
  const fill = (length: number) =>
    Storage.fromHost(
      "f32",
      Float32Array.from({ length }, (_, i) => Math.cos(i)),
    );
  const [a, b, whole, parts] = [fill(m * k), fill(n * k), fill(m * n), fill(m * n)];
  new Executable(compiled).run([a.toWasm(), b.toWasm(), whole.toWasm()]);
  const times = profile(compiled, [a.toWasm(), b.toWasm(), parts.toWasm()], 3);
  assert.deepEqual(parts.read(), whole.read());
  assert.deepEqual(
    times.map(({ label }) => label),
    ["pack b", "multiply"],
  );
  assert.ok(times.every(({ microseconds }) => microseconds > 0 && microseconds < 1e6));
});
