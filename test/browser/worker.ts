/**
 * A user's dedicated worker: trains on two threads, several times until a second thread had a part in enough steps,
 * since steps do not wait for workers to start.
 */
import type * as Hebb from "../../src/index.ts";
import { train, type Trained } from "./moons.ts";
import { watchWorkers } from "./team.ts";

export interface Order {
  /** The address of the library. */
  readonly library: string;
  readonly deterministic: boolean;
  /** Ends when so many steps were shared, or after `rounds` trainings. */
  readonly sharedSteps: number;
  readonly rounds: number;
  /** Milliseconds between two trainings, in which workers may fail to load; 0 unless given. */
  readonly pause?: number;
}

export interface Report {
  readonly trainings: readonly Trained[];
  readonly sharedSteps: number;
  readonly workersStarted: number;
}

async function work({ library, deterministic, sharedSteps, rounds, pause = 0 }: Order): Promise<Report> {
  const hebb = (await import(library)) as typeof Hebb;
  const watch = watchWorkers();
  hebb.setThreads(2);
  const trainings: Trained[] = [];
  let shared = 0;
  do {
    if (trainings.length > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    trainings.push(await train(hebb, deterministic, () => (shared += Number(watch.shared()))));
  } while (shared < sharedSteps && trainings.length < rounds);
  return { trainings, sharedSteps: shared, workersStarted: watch.started() };
}

globalThis.addEventListener("message", ({ data }: MessageEvent<Order>) => {
  void work(data).then((report) => globalThis.postMessage(report), reportError);
});
