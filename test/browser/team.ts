/**
 * Observes the workers of the library from outside: counts the started workers, and reads from shared memory if they
 * ran a part of the last step. Runs in a dedicated worker.
 */
import type { Message } from "../../src/runtime/worker.ts";
import { header, line } from "../../src/target/wasm/run/control.ts";

export interface Watch {
  /** Number of workers started so far. */
  started(): number;
  /** Returns true if thread 1 of two threads ran a chunk of the last step. */
  shared(): boolean;
}

/** Starts the observation. */
export function watchWorkers(): Watch {
  let started = 0;
  let start: (Message & { kind: "start" }) | undefined;
  globalThis.Worker = class extends Worker {
    override postMessage(message: Message): void {
      if (message.kind === "start") [start, started] = [message, started + 1];
      super.postMessage(message);
    }
  };
  return { started: () => started, shared: () => start !== undefined && tookChunk(start) };
}

/** Returns true if thread 1 claimed a chunk: it claims chunks from the back of a kernel, thread 0 from the front. */
export function tookChunk(start: { readonly memory: WebAssembly.Memory; readonly header: number }): boolean {
  const words = new Int32Array(start.memory.buffer);
  const epoch = words[(start.header + header.epoch) / 4];
  const first = words[(start.header + header.lines) / 4]! + line.claimed;
  for (let at = first / 4; words[at + 1] === epoch; at += line.bytes / 4) if ((words[at]! & 0xffff) > 0) return true;
  return false;
}
