/**
 * What the workers of a step do, watched from outside the library: how many were started, and whether they ran a part
 * of the last step, by the words of shared memory through which threads agree. Runs in a dedicated worker.
 */
import type { Message } from "../../src/runtime/worker.ts";
import { header, line } from "../../src/target/wasm/run/control.ts";

export interface Watch {
  /** Workers so far. */
  started(): number;
  /** Whether the thread with number 1 ran a chunk of the last step, where there are two threads. */
  shared(): boolean;
}

/** From now on. */
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

/** Thread 0 claims the chunks of a kernel from the front, thread 1 from the back. */
export function tookChunk(start: { readonly memory: WebAssembly.Memory; readonly header: number }): boolean {
  const words = new Int32Array(start.memory.buffer);
  const epoch = words[(start.header + header.epoch) / 4];
  const first = words[(start.header + header.lines) / 4]! + line.claimed;
  for (let at = first / 4; words[at + 1] === epoch; at += line.bytes / 4) if ((words[at]! & 0xffff) > 0) return true;
  return false;
}
