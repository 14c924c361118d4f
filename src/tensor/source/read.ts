/**
 * Reads: all values requested in one task are computed by one program, which is cached by structure. Numbers are inputs
 * of such a program, so that a loop of reads with changing numbers compiles once.
 */
import type { Node } from "../../graph/node.ts";
import { usesFma, usesWinograd } from "../../runtime/index.ts";
import { RecentlyUsed } from "./recently-used.ts";
import { historyOf } from "./history.ts";
import { Lowering, structureOf } from "./lowering.ts";
import { Runner } from "./runner.ts";
import { type Source, settleResult, throwUnreported } from "./source.ts";
import { forbidInTrace } from "./trace.ts";

/** Programs of reads, by the structure of their graph. */
const programs = new RecentlyUsed<string, Runner>(16);

/** A tensor from the point of view of a read. */
interface Readable {
  readonly node: Node;
  /** Null if the value has not been computed. */
  readonly source: Source | null;
  settle(source: Source): void;
}

/** A tensor to compute at the end of the current task, and the promise to settle. */
interface PendingRead {
  readonly tensor: Readable;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

let pending: PendingRead[] = [];

/** Computes `tensor` if necessary, and resolves to `take` of its value at the time of the call. */
export async function read<Result>(tensor: Readable, take: (source: Source) => Result): Promise<Result> {
  forbidInTrace("a tensor was read", "Return it from the function, and read the result.");
  if (tensor.source === null) await compute(tensor);
  throwUnreported(tensor.source);
  const result = take(tensor.source!);
  if (performance.now() - lastTurn > longestTask) await yieldToEventLoop();
  return result;
}

/** Resolves when the value of `tensor` is known. All tensors requested in the same task are computed together. */
function compute(tensor: Readable): Promise<void> {
  if (pending.length === 0) queueMicrotask(flushReads);
  return new Promise((resolve, reject) => {
    pending.push({ tensor, resolve, reject });
  });
}

/** Computes all requested values now. Called before any state changes that they may depend on. */
export function flushReads(): void {
  if (pending.length === 0) return;
  const batch = pending;
  pending = [];
  try {
    realize(batch.map(({ tensor }) => tensor));
    for (const { resolve } of batch) resolve();
  } catch (error) {
    // One failure must not affect the other values: each is computed separately.
    if (batch.length > 1) {
      for (const one of batch) computeAlone(one);
    } else {
      for (const { reject } of batch) reject(error);
    }
  }
}

function computeAlone({ tensor, resolve, reject }: PendingRead): void {
  try {
    realize([tensor]);
    resolve();
  } catch (error) {
    reject(error);
  }
}

/** Computes all `tensors` without a value in one program. Throws the error of the program. */
export function realize(tensors: readonly Readable[]): void {
  const waiting = tensors.filter((tensor) => tensor.source === null);
  if (waiting.length === 0) return;
  const nodes = waiting.map(({ node }) => node);
  const sources = computeNodes(nodes);
  waiting.forEach((tensor, i) => {
    settleResult(nodes[i]!, sources[i]!, historyOf(nodes[i]!));
    tensor.settle(sources[i]!);
  });
}

/** Computes the values of `nodes` in one program; equal nodes share a result. Throws the error of the program. */
export function computeNodes(nodes: readonly Node[]): Source[] {
  const lowering = new Lowering({ liftConstants: true });
  const lowered = nodes.map((node) => lowering.lower(node));
  const outputs = [...new Set(lowered)];
  const key = `${usesFma()} ${usesWinograd()} ${structureOf(lowering.order, outputs)}`;
  const runner = programs.get(key, () => {
    return new Runner({ inputs: lowering.inputs, outputs, assignments: [] }, { training: false });
  });
  lowering.feeds.forEach((feed, i) => (typeof feed === "number" ? runner.feedNumber(i, feed) : runner.feed(i, feed)));
  const results = runner.run();
  return lowered.map((node) => results[outputs.indexOf(node)]!);
}

/** Longest time without a turn of the event loop, in milliseconds. */
const longestTask = 16;

let lastTurn = performance.now();

/** Yields to the event loop, for timers, signals and the finalization callbacks that free memory. */
async function yieldToEventLoop(): Promise<void> {
  await new Promise<void>(nextTask);
  lastTurn = performance.now();
}

/** Schedules `callback` as a new task, without the delay of timers, which browsers clamp to 4 ms. */
function nextTask(callback: () => void): void {
  if (typeof setImmediate === "function") {
    setImmediate(callback);
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    callback();
  });
  port1.start();
  port2.postMessage(null);
}
