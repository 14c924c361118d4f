/**
 * The dedicated worker of a page: trains on two threads, repeatedly until the second thread has taken part in enough
 * steps, because steps do not wait for workers to start.
 */
import type * as Hebb from "../../src/index.ts";
import { train, type Trained } from "./moons.ts";
import { watchWorkers } from "./team.ts";

export interface Order {
  /** URL of the library. */
  readonly library: string;
  readonly deterministic: boolean;
  /** Number of shared steps after which to stop; stops after `rounds` trainings in any case. */
  readonly sharedSteps: number;
  readonly rounds: number;
  /** Pause between two trainings in milliseconds, during which workers may fail to load. Default: 0. */
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
