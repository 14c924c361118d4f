/**
 * The workers that help to run programs. They are started when the first program that can use them runs, and a step
 * runs with those that are ready: the caller, thread 0, never waits for one to start. They do not keep the process
 * alive. How chunks are shared is in the programs themselves.
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
/** More than this many cores rarely share memory bandwidth well enough. */
const defaultMost = 8;
/** After so many workers that failed no more are started, until the number of threads is set. */
const mostFailures = 3;
const noProgram = 0;

let wanted: number | undefined;
/** Fewer where workers cannot be started. */
let possible = mostThreads;

/**
 * How many threads run a step: the cores of the machine, at most 8, unless set; 1 where memory cannot be shared. Where
 * workers fail, no more than there are.
 */
export function threads(): number {
  if (!isAdded || !canBlock() || !heap().shared) return 1;
  wanted ??= Math.max(1, Math.min(defaultMost, coreCount()));
  return Math.min(wanted, possible);
}

/**
 * Lets steps run on `count` threads, of which 32 are used at most: `setThreads(navigator.hardwareConcurrency)` serves on
 * every machine. Results have the same bits for any count.
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`setThreads(${JSON.stringify(count)})`, {
      rule: "The number of threads is an integer of at least 1.",
    });
  }
  addThreads();
  wanted = Math.min(count, mostThreads);
  possible = mostThreads;
  threadTeam?.resize();
}

/** Starts the workers now and waits until all are ready, or 10 s; the number of threads that are. */
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

/** Lets programs that are compiled from now on run on several threads. In Node it is called when Hebb is loaded. */
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
  /** Undefined where memory is not shared; no program has lines then. */
  readonly #control: WebAssembly.Module | undefined;
  readonly #publish: Publish | undefined;
  /** By thread number. */
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

  /** Threads that take part in steps from now on, the caller included. */
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

  /** After `setThreads`: surplus workers leave, missing ones are started with the next step. */
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
    // 0 is what fresh memory holds.
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
      `Hebb starts no more threads, since ${mostFailures} workers failed; steps run on ${threads()}. The last reason: ${String(reason)}`,
    );
  }

  /** The old lines are not used again: a late thread may still look at them. */
  #reserve(lines: number): void {
    if (lines <= this.#capacity) return;
    this.#capacity = 2 ** Math.ceil(Math.log2(lines));
    this.#lines = heap().allocate(this.#capacity * line.bytes, "threads");
  }
}
