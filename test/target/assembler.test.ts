/** Runs assembled functions: constants, control flow, calls, all kinds of immediates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionBuilder } from "../../src/target/wasm/assembler/index.ts";
import { ModuleBuilder } from "../../src/target/wasm/assembler/index.ts";

type Exports = Record<string, (...values: (number | bigint)[]) => number | bigint | undefined>;

function instantiate(builder: ModuleBuilder, memory?: WebAssembly.Memory): Exports {
  const module = new WebAssembly.Module(builder.toBytes());
  return new WebAssembly.Instance(module, memory ? { env: { memory } } : {}).exports as Exports;
}

/** Runs a function without parameters that returns one value of the given type. */
function evaluate(type: "i32" | "i64" | "f32", body: (f: FunctionBuilder) => void): number | bigint | undefined {
  const builder = new ModuleBuilder();
  const f = builder.function("f", [type]);
  body(f);
  return instantiate(builder.export("f", f))["f"]!();
}

test("constants are encoded and decoded without change", () => {
  for (const value of [0, 1, -1, 63, 64, -64, -65, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)]) {
    assert.equal(
      evaluate("i32", (f) => f.i32(value)),
      value,
    );
  }
  assert.equal(
    evaluate("i32", (f) => f.i32(0xffffffff)),
    -1,
  );
  for (const value of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 1234567890123n]) {
    assert.equal(
      evaluate("i64", (f) => f.i64(value)),
      value,
    );
  }
  for (const value of [0, -0, 1.5, Infinity, NaN, Math.fround(0.1)]) {
    assert.equal(
      evaluate("f32", (f) => f.f32(value)),
      value,
    );
  }
});

test("loops, branches and released locals", () => {
  const builder = new ModuleBuilder();
  const sum = builder.function("sum", ["i32"]);
  const n = sum.param("i32", "n");
  const total = sum.local("i32", "total");
  sum.while(
    () => sum.get(n),
    () => sum.get(total).get(n).emit("i32.add").set(total).increment(n, -1),
  );
  sum.get(total);
  const power = builder.function("power", ["i32"]);
  const exponent = power.param("i32", "exponent");
  const value = power.local("i32");
  power.i32(1).set(value);
  power.repeat(
    () => power.get(value).i32(2).emit("i32.mul").set(value).increment(exponent, -1),
    () => power.get(exponent),
  );
  power.get(value);
  power.release(value);
  assert.equal(power.local("i32"), value);
  assert.notEqual(power.local("i32"), value);
  assert.notEqual(power.local("f32"), value);
  const exports = instantiate(builder.export("sum", sum).export("power", power));
  assert.deepEqual([exports["sum"]!(10), exports["sum"]!(0), exports["power"]!(5)], [55, 0, 32]);
});

test("functions can call each other before their bodies are written", () => {
  const builder = new ModuleBuilder();
  const even = builder.function("even", ["i32"]);
  const odd = builder.function("odd", ["i32"]);
  for (const [self, other, atZero] of [
    [even, odd, 1],
    [odd, even, 0],
  ] as const) {
    const n = self.param("i32", "n");
    self.get(n);
    self.if(
      () => self.get(n).i32(1).emit("i32.sub").call(other),
      () => self.i32(atZero),
      "i32",
    );
  }
  const exports = instantiate(builder.export("even", even));
  assert.deepEqual([exports["even"]!(3), exports["even"]!(4)], [0, 1]);
});

test("vector loads, lanes, shuffles and stores", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const floats = new Float32Array(memory.buffer);
  floats.set([1, 2, 3, 4, 5, 6, 7, 8]);
  const builder = new ModuleBuilder({ memory: { initial: 1 } });
  const f = builder.function("f");
  const x = f.local("v128");
  f.i32(64).i32(0).emit("v128.load", 4).i32(0).emit("v128.load32_splat", 8).emit("f32x4.mul").tee(x);
  f.emit("v128.store", 0, 4);
  f.i32(80).get(x).get(x).emit("i8x16.shuffle", [12, 13, 14, 15, 8, 9, 10, 11, 20, 21, 22, 23, 16, 17, 18, 19]);
  f.emit("v128.store");
  f.i32(96).get(x).emit("v128.store32_lane", 2).i32(100).get(x).emit("v128.store64_lane", 1, 0, 4);
  f.i32(112).get(x).f32(0.5).emit("f32x4.replace_lane", 3).emit("v128.store");
  instantiate(builder.export("f", f), memory)["f"]!();
  assert.deepEqual(Array.from(floats.subarray(16, 32)), [6, 9, 12, 15, 15, 12, 9, 6, 12, 12, 15, 0, 6, 9, 12, 0.5]);
});

test("atomics and bulk memory", () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  const builder = new ModuleBuilder({ memory: { initial: 1, maximum: 2, shared: true } });
  const f = builder.function("f", ["i32"]);
  f.i32(8).i32(7).i32(4).emit("memory.fill");
  f.i32(16).i32(8).i32(4).emit("memory.copy");
  f.i32(16).i32(1).emit("i32.atomic.rmw.add").emit("drop").emit("atomic.fence");
  f.i32(24).i64(5n).emit("i64.atomic.store");
  f.i32(0).i32(1).emit("memory.atomic.notify", 16).emit("drop");
  f.i32(16).i32(0).i64(-1n).emit("memory.atomic.wait32").emit("drop");
  f.i32(16).i32(0x07070708).i32(42).emit("i32.atomic.rmw.cmpxchg").emit("drop");
  f.i32(0).emit("i32.atomic.load", 16).i32(24).emit("i64.atomic.load").emit("i32.wrap_i64").emit("i32.add");
  assert.equal(instantiate(builder.export("f", f), memory)["f"]!(), 47);
});

test("scalar and vector arithmetic, comparisons and conversions", () => {
  assert.equal(
    evaluate("i32", (f) => f.i32(-7).i32(2).emit("i32.div_s")),
    -3,
  );
  assert.equal(
    evaluate("i32", (f) => f.i32(-1).i32(28).emit("i32.shr_u")),
    15,
  );
  assert.equal(
    evaluate("i32", (f) => f.i32(1).i32(31).emit("i32.rotl")),
    -(2 ** 31),
  );
  assert.equal(
    evaluate("i32", (f) => f.i32(-1).i32(1).emit("i32.lt_u")),
    0,
  );
  assert.equal(
    evaluate("f32", (f) => f.f32(2.5).emit("f32.nearest")),
    2,
  );
  assert.equal(
    evaluate("f32", (f) => f.f32(9).emit("f32.sqrt")),
    3,
  );
  assert.equal(
    evaluate("i32", (f) => f.f32(1).emit("i32.reinterpret_f32")),
    0x3f800000,
  );
  const lane = (f: FunctionBuilder) => f.emit("i32x4.extract_lane", 2);
  assert.equal(
    evaluate("i32", (f) => lane(f.f32x4(-1.5).emit("i32x4.trunc_sat_f32x4_s"))),
    -1,
  );
  assert.equal(
    evaluate("i32", (f) => lane(f.f32x4(-1.5).emit("i32x4.trunc_sat_f32x4_u"))),
    0,
  );
  assert.equal(
    evaluate("i32", (f) => lane(f.i32x4(3).i32x4(-5).emit("i32x4.max_u"))),
    -5,
  );
  assert.equal(
    evaluate("i32", (f) => lane(f.i32x4(-8).i32(1).emit("i32x4.shr_s"))),
    -4,
  );
  assert.equal(
    evaluate("i32", (f) => lane(f.f32x4(1).f32x4(2).emit("f32x4.lt"))),
    -1,
  );
  assert.equal(
    evaluate("i32", (f) => f.i32x4(1).emit("i32x4.all_true")),
    1,
  );
  const narrowed = (f: FunctionBuilder) => f.i32x4(300).i32x4(-4).emit("i16x8.narrow_i32x4_s");
  assert.equal(
    evaluate("i32", (f) => narrowed(f).i32x4(0).emit("i8x16.narrow_i16x8_u").emit("i32x4.extract_lane", 0)),
    -1,
  );
  assert.equal(
    evaluate("i32", (f) => lane(f.i32x4(0x00020001).emit("i32x4.extend_low_i16x8_u"))),
    1,
  );
  const single = (f: FunctionBuilder) => f.emit("f32x4.extract_lane", 1);
  assert.equal(
    evaluate("f32", (f) => single(f.f32x4(2.5).emit("f32x4.nearest"))),
    2,
  );
  assert.equal(
    evaluate("f32", (f) => single(f.i32x4(-1).emit("f32x4.convert_i32x4_u"))),
    2 ** 32,
  );
  assert.equal(
    evaluate("f32", (f) => single(f.f32x4(6).f32x4(-0.5).emit("f32x4.pmin"))),
    -0.5,
  );
});
