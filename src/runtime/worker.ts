/**
 * The script of a worker thread. It waits for steps inside WebAssembly and takes part in each. If a step runs an
 * unknown program, the worker returns to its event loop to receive the message that contains the program.
 */
import { header } from "../target/wasm/run/control.ts";

export type Message =
  | {
      readonly kind: "start";
      readonly memory: WebAssembly.Memory;
      /** The module that exports `idle`. */
      readonly control: WebAssembly.Module;
      readonly header: number;
      readonly thread: number;
    }
  | { readonly kind: "program"; readonly id: number; readonly module: WebAssembly.Module }
  | { readonly kind: "drop"; readonly id: number };

type Run = (
  argumentTable: number,
  scratch: number,
  header: number,
  lines: number,
  epoch: number,
  thread: number,
) => number;
type Idle = (header: number, last: number) => number;

const queue: Message[] = [];
let arrived: (() => void) | undefined;

function receive(message: Message): void {
  queue.push(message);
  arrived?.();
}

async function nextMessage(): Promise<Message> {
  while (queue.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
  return queue.shift()!;
}

/** Node's port to the thread that started this worker. Browsers provide global functions instead. */
const port = typeof process === "object" && process.getBuiltinModule?.("node:worker_threads").parentPort;

function listen(): void {
  if (port) port.on("message", receive);
  else globalThis.addEventListener("message", ({ data }: MessageEvent<Message>) => receive(data));
}

function leave(): void {
  if (port) port.close();
  else {
    globalThis.postMessage("left");
    globalThis.close();
  }
}

async function main(): Promise<void> {
  listen();
  const start = await nextMessage();
  if (start.kind !== "start") throw new Error(`The first message is ${start.kind}.`);
  const { memory, control, thread } = start;
  const idle = new WebAssembly.Instance(control, { env: { memory } }).exports["idle"] as Idle;
  const words = new Int32Array(memory.buffer, start.header, header.bytes / 4);
  const programs = new Map<number, Run>();
  let newest = 0;
  let epoch = 0;
  Atomics.or(words, header.ready / 4, 1 << thread);
  // Checked only between steps: if a worker exited before it finished its chunk, the other threads would wait forever.
  while (thread < Atomics.load(words, header.wanted / 4)) {
    const next = idle(start.header, epoch);
    const program = Atomics.load(words, header.program / 4);
    if (program > newest) {
      const message = await nextMessage();
      if (message.kind === "program") {
        const { exports } = new WebAssembly.Instance(message.module, { env: { memory } });
        programs.set(message.id, exports["run"] as Run);
        newest = message.id;
      } else if (message.kind === "drop") programs.delete(message.id);
      continue;
    }
    epoch = next;
    const run = programs.get(program);
    if (run) runStep(run, words, start, epoch);
  }
  Atomics.and(words, header.ready / 4, ~(1 << thread));
  leave();
}

/**
 * Runs a step. If it traps, the poison word tells the threads that wait for this worker's chunk, and the worker exits.
 */
function runStep(run: Run, words: Int32Array, start: { header: number; thread: number }, epoch: number): void {
  const read = (offset: number) => Atomics.load(words, offset / 4);
  try {
    run(read(header.argumentTable), read(header.scratch), start.header, read(header.lines), epoch, start.thread);
  } catch (error) {
    Atomics.store(words, header.poison / 4, epoch);
    throw error;
  }
}

// Bundlers for browsers turn workers into classic scripts, which have no top-level await. Throwing from a timer lets an
// error still reach the listeners for errors of the worker.
main().catch((error: unknown) => {
  setTimeout(() => {
    throw error;
  });
});
