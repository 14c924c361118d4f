/** Output of the assembler: limits of number formats, text format, reproducible bytes, rejected immediates. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../src/base/errors.ts";
import { ByteSink } from "../../src/target/wasm/assembler/bytes.ts";
import type { FunctionBuilder } from "../../src/target/wasm/assembler/index.ts";
import { ModuleBuilder, formatModule } from "../../src/target/wasm/assembler/index.ts";

function bytesOf(write: (sink: ByteSink) => void): number[] {
  const sink = new ByteSink();
  write(sink);
  return [...sink.toUint8Array()];
}

test("unsigned LEB128 at its limits", () => {
  const cases: [number, number[]][] = [
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16383, [0xff, 0x7f]],
    [16384, [0x80, 0x80, 0x01]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ];
  for (const [value, expected] of cases)
    assert.deepEqual(
      bytesOf((sink) => sink.unsigned(value)),
      expected,
    );
});

test("signed LEB128 at its limits", () => {
  const cases: [number, number[]][] = [
    [0, [0]],
    [-1, [0x7f]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ];
  for (const [value, expected] of cases) {
    assert.deepEqual(
      bytesOf((sink) => sink.signed32(value)),
      expected,
    );
    assert.deepEqual(
      bytesOf((sink) => sink.signed64(BigInt(value))),
      expected,
    );
  }
});

test("the text contains the same instructions, and the bytes are reproducible", () => {
  const build = () => {
    const builder = new ModuleBuilder({ memory: { initial: 1, maximum: 65536, shared: true }, listing: true });
    const log = builder.function("log");
    log.param("i32", "value");
    const f = builder.function("scale", ["i32"]);
    const pointer = f.param("i32", "pointer");
    const count = f.param("i32", "count");
    const factor = f.local("v128", "factor");
    f.f32x4(0.5).set(factor);
    f.while(
      () => f.get(count),
      () => {
        f.get(pointer).get(pointer).emit("v128.load", 16, 4).get(factor).emit("f32x4.mul").emit("v128.store", 16);
        f.increment(pointer, 16).increment(count, -1);
      },
    );
    f.get(pointer).call(log).f32(-0).emit("drop").get(count);
    f.if(
      () => f.i32(1),
      () => f.i32(2),
      "i32",
    );
    return builder.export("scale", f);
  };
  assert.deepEqual(build().toBytes(), build().toBytes());
  assert.ok(WebAssembly.validate(build().toBytes()));
  assert.equal(
    formatModule(build()),
    `(module
  (import "env" "memory" (memory 1 65536 shared))
  (func $log (param $value i32)
  )
  (func $scale (export "scale") (param $pointer i32) (param $count i32) (result i32)
    (local $factor v128)
    v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000
    local.set $factor
    block $block0
      loop $loop1
        local.get $count
        i32.eqz
        br_if $block0
        local.get $pointer
        local.get $pointer
        v128.load offset=16 align=4
        local.get $factor
        f32x4.mul
        v128.store offset=16
        local.get $pointer
        i32.const 16
        i32.add
        local.set $pointer
        local.get $count
        i32.const -1
        i32.add
        local.set $count
        br $loop1
      end
    end
    local.get $pointer
    call $log
    f32.const -0
    drop
    local.get $count
    if $if2 (result i32)
      i32.const 1
    else
      i32.const 2
    end
  )
)
`,
  );
});

test("errors name immediates that are out of range", () => {
  const encode = (body: (f: FunctionBuilder) => void) => () =>
    body(new ModuleBuilder({ memory: { initial: 1 } }).function("kernel"));
  const rejected = (body: (f: FunctionBuilder) => void, message: RegExp) =>
    assert.throws(encode(body), (error) => error instanceof ArgumentError && message.test(error.message));
  rejected((f) => f.emit("v128.load", -4), /kernel: v128.load cannot be encoded\n.*offset.*not -4/);
  rejected((f) => f.emit("v128.load", 0, 32), /alignment.*up to 16, not 32/);
  rejected((f) => f.emit("f32x4.extract_lane", 4), /lane.*0 to 3, not 4/);
  rejected((f) => f.emit("v128.store64_lane", 2), /lane.*0 to 1, not 2/);
  rejected((f) => f.emit("i8x16.shuffle", [0, 1]), /16 bytes, got 2/);
  rejected((f) => f.i32(0.5), /integer.*not 0\.5/);
  rejected((f) => f.block((exit) => f.block(() => undefined).br(exit)).br({ name: "elsewhere" }), /label elsewhere/);
  rejected((f) => f.call(new ModuleBuilder().function("stranger")), /stranger is not a function of this module/);
  assert.throws(() => new ModuleBuilder({ memory: { initial: 1, shared: true } }), /declare a maximum/);
  const f = new ModuleBuilder().function("late");
  f.local("i32");
  assert.throws(() => f.param("i32"), /declared before locals/);
});
