/**
 * The worker threads that help to run programs. They are started when the first program that can use them runs. A step
 * runs on the threads that are ready; the caller, thread 0, never waits for a worker to start. Workers do not keep the
 * process alive. The programs themselves distribute chunks among the threads.
 */
import { ArgumentError } from "../base/errors.ts";
import { assembleControl, emitParallelRun, header, line } from "../target/wasm/index.ts";
import type { Block } from "./allocator.ts";
import { compileModule } from "./engine.ts";
import { type WorkerHandle, canBlock, coreCount, startWorker } from "./host.ts";
import { heap } from "./memory.ts";
import { type Team, addTeam, newHeader, theTeam } from "./team.ts";
import type { Message } from "./worker.ts";

const mostThreads = 32;
/** Default limit, since memory bandwidth rarely suffices for more cores. */
const defaultMost = 8;
/** Number of failed workers after which no more are started, until `setThreads` is called. */
const mostFailures = 3;
const noProgram = 0;

let wanted: number | undefined;
/** Maximum number of threads, reduced if workers cannot be started. */
let possible = mostThreads;

/**
 * Returns the number of threads that run programs. The default is the number of cores, at most 8. It is 1 if memory
 * cannot be shared, and reduced if workers fail to start.
 */
export function threads(): number {
  if (!isAdded || !canBlock() || !heap().shared) return 1;
  wanted ??= Math.max(1, Math.min(defaultMost, coreCount()));
  return Math.min(wanted, possible);
}

/**
 * Sets the number of threads that run programs. At most 32 are used, so `setThreads(navigator.hardwareConcurrency)`
 * works on every machine. Results have the same bits for any count. Throws an ArgumentError unless `count` is an
 * integer of at least 1.
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`setThreads(${JSON.stringify(count)})`, {
      rule: "count must be an integer of at least 1.",
    });
  }
  addThreads();
  wanted = Math.min(count, mostThreads);
  possible = mostThreads;
  threadTeam?.resize();
}

/** Starts the workers and waits until all are ready, at most 10 s. Returns the number of threads that are ready. */
export async function startThreads(): Promise<number> {
  const deadline = performance.now() + 10_000;
  addThreads();
  theTeam();
  const all = threadTeam!;
  all.start();
  while (all.ready < threads() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    all.start();
  }
  return all.ready;
}

let isAdded = false;
let threadTeam: ThreadTeam | undefined;

/** Enables threads for programs compiled afterwards. The Node entry calls it when Hebb is loaded. */
export function addThreads(): void {
  if (isAdded) return;
  isAdded = true;
  addTeam(() => (threadTeam = new ThreadTeam()));
}

type Publish = (
  header: number,
  lines: number,
  count: number,
  epoch: number,
  program: number,
  argumentTable: number,
  scratch: number,
) => void;

class ThreadTeam implements Team {
  readonly header = newHeader();
  readonly emitShared = emitParallelRun;
  /** Undefined if memory is not shared; then no program has control lines. */
  readonly #control: WebAssembly.Module | undefined;
  readonly #publish: Publish | undefined;
  /** Workers by thread number. */
  readonly #workers = new Map<number, WorkerHandle>();
  readonly #programs = new Map<number, WebAssembly.Module>();
  #lines: Block;
  #capacity = 64;
  #epoch = 0;
  #lastProgram = 0;
  #started = false;
  #failures = 0;

  constructor() {
    const { memory, shared } = heap();
    this.#lines = heap().allocate(this.#capacity * line.bytes, "threads");
    if (!shared) return;
    this.#control = compileModule(assembleControl());
    this.#publish = new WebAssembly.Instance(this.#control, { env: { memory } }).exports["publish"] as Publish;
  }

  get lines(): number {
    return this.#lines.pointer;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Number of threads that are ready, including the caller. */
  get ready(): number {
    const mask = Atomics.load(heap().words, this.#readyWord);
    let count = 1;
    for (let thread = 1; thread < threads(); thread++) count += (mask >>> thread) & 1;
    return count;
  }

  add(module: WebAssembly.Module, lines: number): number {
    const id = ++this.#lastProgram;
    this.#programs.set(id, module);
    this.#reserve(lines);
    for (const worker of this.#workers.values()) worker.post({ kind: "program", id, module } satisfies Message);
    return id;
  }

  drop(id: number): void {
    this.#programs.delete(id);
    for (const worker of this.#workers.values()) worker.post({ kind: "drop", id } satisfies Message);
  }

  begin(program: number, lines: number, argumentTable: number, scratch: number): void {
    this.start();
    this.#step(program, lines, argumentTable, scratch);
  }

  abandon(lines: number): void {
    this.#step(noProgram, lines, 0, 0);
  }

  /** Applies a new number of threads: surplus workers exit now, missing ones are started with the next step. */
  resize(): void {
    this.#failures = 0;
    this.#started = false;
    Atomics.store(heap().words, (this.header + header.wanted) / 4, threads());
    if (this.#workers.size > 0) this.abandon(0);
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    Atomics.store(heap().words, (this.header + header.wanted) / 4, threads());
    for (let thread = 1; thread < threads() && this.#failures < mostFailures; thread++) {
      if (!this.#workers.has(thread)) this.#startThread(thread);
    }
  }

  get #readyWord(): number {
    return (this.header + header.ready) / 4;
  }

  #step(program: number, lines: number, argumentTable: number, scratch: number): void {
    // Epoch 0 is the initial value in memory, so it never numbers a step.
    this.#epoch = (this.#epoch + 1) | 0 || 1;
    this.#publish!(this.header, this.#lines.pointer, lines, this.#epoch, program, argumentTable, scratch);
  }

  #startThread(thread: number): void {
    const worker = startWorker((reason) => {
      this.#workers.delete(thread);
      Atomics.and(heap().words, this.#readyWord, ~(1 << thread));
      this.#started = false;
      if (reason !== undefined) this.#noteFailure(reason);
    });
    this.#workers.set(thread, worker);
    const { memory } = heap();
    worker.post({ kind: "start", memory, control: this.#control!, header: this.header, thread } satisfies Message);
    for (const [id, module] of this.#programs) worker.post({ kind: "program", id, module } satisfies Message);
  }

  #noteFailure(reason: unknown): void {
    if (++this.#failures !== mostFailures) return;
    possible = 1 + this.#workers.size;
    console.warn(
      `${mostFailures} workers failed, so Hebb starts no more. Threads: ${threads()}. Last error: ${String(reason)}`,
    );
  }

  /** Makes room for `lines` control lines. Old lines are not freed, because a slow thread may still read them. */
  #reserve(lines: number): void {
    if (lines <= this.#capacity) return;
    this.#capacity = 2 ** Math.ceil(Math.log2(lines));
    this.#lines = heap().allocate(this.#capacity * line.bytes, "threads");
  }
}
