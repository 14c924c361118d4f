/**
 * Control words in shared memory, through which threads claim chunks, and the functions that access them.
 *
 * Each step has an epoch, a number that is unique in the process for 2^32 steps. Every kernel with more than one chunk
 * has a line of control words, which contain the epoch. Each update compares it: a slow thread that is still in an
 * older step finds a different epoch and changes nothing. Thread 0 sets all lines to the new epoch before it publishes
 * the step. Therefore it never waits for a thread that has not claimed a chunk.
 */
import type { FunctionBuilder, Label, Local, ModuleBuilder } from "../assembler/index.ts";

/** Byte offsets in the header of the process. Each group has its own cache line. */
export const header = {
  /** The fault record, i32 words: number of faults, fault number, index, and position of the index. */
  faults: 0,
  /** Epoch of a step in which a thread trapped. */
  poison: 64,
  /** The step to run: epoch, number of the program, and arguments of its `run`. */
  epoch: 128,
  program: 132,
  argumentTable: 136,
  scratch: 140,
  lines: 144,
  /** Nonzero while a thread may be asleep until the epoch changes. */
  idle: 192,
  /** Bit mask of the threads that have started. */
  ready: 196,
  /** Target number of threads. Surplus threads exit between two steps. */
  wanted: 200,
  bytes: 256,
} as const;

/**
 * Byte offsets in the control line of a kernel, all i64: epoch << 32 | front << 16 | back; epoch << 32 | done;
 * sleeping.
 */
export const line = { claimed: 0, done: 8, sleeping: 16, bytes: 64 } as const;

/** Maximum number of chunks of a kernel, because the chunks claimed from each end are counted in 16 bits. */
export const maximumChunks = 0xffff;

/** Number of polls of a waiting thread before it sleeps, about 30 to 60 us. */
const spins = 50_000;
/** Maximum time of sleep, after which a thread polls the poison word again. */
const sleepNanoseconds = 5_000_000n;

/**
 * `(line, epoch, chunks, back) -> i32`: claims a chunk from the front or the back and returns it, or -1 if none is
 * left.
 */
export function claim(module: ModuleBuilder): FunctionBuilder {
  const f = module.function("claim", ["i32"]);
  const word = f.param("i32", "line");
  const epoch = f.param("i32", "epoch");
  const chunks = f.param("i32", "chunks");
  const back = f.param("i32", "back");
  const old = f.local("i64", "old");
  const fromFront = f.local("i32", "front");
  const fromBack = f.local("i32", "fromBack");
  f.loop((again) => {
    f.get(word).emit("i64.atomic.load", line.claimed).set(old);
    leaveUnlessCurrent(f, old, epoch, -1);
    f.get(old).emit("i32.wrap_i64").i32(16).emit("i32.shr_u").set(fromFront);
    f.get(old).emit("i32.wrap_i64").i32(0xffff).emit("i32.and").set(fromBack);
    f.get(fromFront).get(fromBack).emit("i32.add").get(chunks).emit("i32.ge_u");
    f.if(() => f.i32(-1).return());
    f.get(word).get(old);
    f.get(old).i64(1n).i64(0x10000n).get(back).emit("select").emit("i64.add");
    f.emit("i64.atomic.rmw.cmpxchg", line.claimed).get(old).emit("i64.ne").brIf(again);
  });
  f.get(chunks).i32(1).emit("i32.sub").get(fromBack).emit("i32.sub");
  return f.get(fromFront).get(back).emit("select");
}

/** `(line, chunks)`: counts a chunk as done. After the last one, wakes the threads that wait for the kernel. */
export function finish(module: ModuleBuilder): FunctionBuilder {
  const f = module.function("finish");
  const word = f.param("i32", "line");
  const chunks = f.param("i32", "chunks");
  f.get(word).i64(1n).emit("i64.atomic.rmw.add", line.done).emit("i32.wrap_i64").i32(1).emit("i32.add");
  f.get(chunks).emit("i32.ne");
  f.if(() => f.return());
  f.get(word).emit("i64.atomic.load", line.sleeping).emit("i64.eqz");
  f.if(() => f.return());
  return f.get(word).i32(-1).emit("memory.atomic.notify", line.done).emit("drop");
}

/**
 * `(line, epoch, chunks, header) -> i32`: waits until all chunks are done. Returns 0 if the step is over or poisoned.
 */
export function wait(module: ModuleBuilder): FunctionBuilder {
  const f = module.function("wait", ["i32"]);
  const word = f.param("i32", "line");
  const epoch = f.param("i32", "epoch");
  const chunks = f.param("i32", "chunks");
  const process = f.param("i32", "header");
  const done = f.local("i64", "done");
  const left = f.local("i32", "left");
  f.i32(spins).set(left);
  f.loop((again) => {
    f.get(word).emit("i64.atomic.load", line.done).set(done);
    leaveUnlessCurrent(f, done, epoch, 0);
    f.get(done).emit("i32.wrap_i64").get(chunks).emit("i32.eq");
    f.if(() => f.i32(1).return());
    f.get(process).emit("i32.atomic.load", header.poison).get(epoch).emit("i32.eq");
    f.if(() => f.i32(0).return());
    spinBefore(f, left, again);
    f.get(word).i64(1n).emit("i64.atomic.store", line.sleeping);
    f.get(word).get(done).emit("i32.wrap_i64").i64(sleepNanoseconds).emit("memory.atomic.wait32", line.done);
    f.emit("drop").br(again);
  });
  return f.emit("unreachable");
}

/**
 * `(header, lines, count, epoch, program, argumentTable, scratch)`: sets `count` lines to the epoch, then publishes the
 * step. The order matters: a thread that reads this step's program also reads its lines, after they were set. Therefore
 * a thread that reads a mixture of two steps cannot claim a chunk.
 */
export function publish(module: ModuleBuilder): FunctionBuilder {
  const f = module.function("publish");
  const process = f.param("i32", "header");
  const lines = f.param("i32", "lines");
  const count = f.param("i32", "count");
  const epoch = f.param("i32", "epoch");
  const program = f.param("i32", "program");
  const argumentTable = f.param("i32", "argumentTable");
  const scratch = f.param("i32", "scratch");
  const pointer = f.local("i32", "pointer");
  const fresh = f.local("i64", "fresh");
  f.get(epoch).emit("i64.extend_i32_u").i64(32n).emit("i64.shl").set(fresh);
  f.get(lines).set(pointer);
  f.while(
    () => f.get(count),
    () => {
      f.get(pointer).i64(0n).emit("i64.atomic.store", line.sleeping);
      f.get(pointer).get(fresh).emit("i64.atomic.store", line.done);
      f.get(pointer).get(fresh).emit("i64.atomic.store", line.claimed);
      f.increment(pointer, line.bytes).increment(count, -1);
    },
  );
  const store = (value: Local, offset: number) => f.get(process).get(value).emit("i32.atomic.store", offset);
  store(argumentTable, header.argumentTable);
  store(scratch, header.scratch);
  store(lines, header.lines);
  store(program, header.program);
  store(epoch, header.epoch);
  f.get(process).emit("i32.atomic.load", header.idle);
  return f.if(() => {
    f.get(process).i32(0).emit("i32.atomic.store", header.idle);
    f.get(process).i32(-1).emit("memory.atomic.notify", header.epoch).emit("drop");
  });
}

/** `(header, last) -> i32`: waits for an epoch other than `last` and returns it. */
export function idle(module: ModuleBuilder): FunctionBuilder {
  const f = module.function("idle", ["i32"]);
  const process = f.param("i32", "header");
  const last = f.param("i32", "last");
  const epoch = f.local("i32", "epoch");
  const left = f.local("i32", "left");
  f.i32(spins).set(left);
  f.loop((again) => {
    f.get(process).emit("i32.atomic.load", header.epoch).tee(epoch).get(last).emit("i32.ne");
    f.if(() => f.get(epoch).return());
    spinBefore(f, left, again);
    f.get(process).i32(1).emit("i32.atomic.store", header.idle);
    f.get(process).get(last).i64(-1n).emit("memory.atomic.wait32", header.epoch).emit("drop").br(again);
  });
  return f.emit("unreachable");
}

/** Returns `result` from the function if the epoch in `word` differs from `epoch`. */
function leaveUnlessCurrent(f: FunctionBuilder, word: Local, epoch: Local, result: number): void {
  f.get(word).i64(32n).emit("i64.shr_u").emit("i32.wrap_i64").get(epoch).emit("i32.ne");
  f.if(() => f.i32(result).return());
}

/** Branches to `again` until `left` is 0, then falls through. */
function spinBefore(f: FunctionBuilder, left: Local, again: Label): void {
  f.get(left);
  f.if(() => {
    f.increment(left, -1);
    f.br(again);
  });
}
