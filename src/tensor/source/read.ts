/**
 * Reading: values that are wanted are computed together by one program, cached by structure, and their tensors settle
 * on the results. Numbers are inputs of such a program, so that a loop of reads compiles once.
 */
import type { Node } from "../../graph/node.ts";
import { usesFma, usesWinograd } from "../../runtime/index.ts";
import { RecentlyUsed } from "./recently-used.ts";
import { historyOf } from "./history.ts";
import { Lowering, structureOf } from "./lowering.ts";
import { Runner } from "./runner.ts";
import { type Source, raiseUnheard, settleResult } from "./source.ts";
import { forbidInTrace } from "./trace.ts";

/** Programs of reads, by the structure of their graph. */
const programs = new RecentlyUsed<string, Runner>(16);

/** What a tensor is to whoever reads it. */
interface Readable {
  readonly node: Node;
  /** Null while it has not been computed. */
  readonly source: Source | null;
  settle(source: Source): void;
}

/** Tensors to be computed at the end of the present task, and whom to tell. */
interface Wanted {
  readonly tensor: Readable;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

let wanted: Wanted[] = [];

/** What `take` makes of the value as it is at the time of the call. */
export async function read<Result>(tensor: Readable, take: (source: Source) => Result): Promise<Result> {
  forbidInTrace("a tensor was read", "Return it from the function, and read the result of the call.");
  if (tensor.source === null) await compute(tensor);
  raiseUnheard(tensor.source);
  const result = take(tensor.source!);
  if (performance.now() - lastTurn > longestTask) await breathe();
  return result;
}

/** Settles when `tensor` has its value; whatever else is read before the task ends is computed with it. */
function compute(tensor: Readable): Promise<void> {
  if (wanted.length === 0) queueMicrotask(flushReads);
  return new Promise((resolve, reject) => {
    wanted.push({ tensor, resolve, reject });
  });
}

/** Computes what was asked for so far; called before anything changes state that it may depend on. */
export function flushReads(): void {
  if (wanted.length === 0) return;
  const batch = wanted;
  wanted = [];
  try {
    realize(batch.map(({ tensor }) => tensor));
    for (const { resolve } of batch) resolve();
  } catch (error) {
    // What makes one fail must not take the others' values: each is computed by itself.
    if (batch.length > 1) {
      for (const one of batch) settleAlone(one);
    } else {
      for (const { reject } of batch) reject(error);
    }
  }
}

function settleAlone({ tensor, resolve, reject }: Wanted): void {
  try {
    realize([tensor]);
    resolve();
  } catch (error) {
    reject(error);
  }
}

/** Computes all `tensors` that have no value yet, in one program. Throws what made it fail. */
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

/** The values of `nodes`, computed in one program; equal nodes share one. Throws what made it fail. */
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

/** Milliseconds. */
const longestTask = 16;

let lastTurn = performance.now();

/** Lets the event loop turn: timers, signals and the callbacks that give memory back run then. */
async function breathe(): Promise<void> {
  await new Promise<void>(nextTask);
  lastTurn = performance.now();
}

/** Calls back in a task of its own, sooner than timers, which browsers clamp to 4 ms. */
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
