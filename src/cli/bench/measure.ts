/** Times steps by the protocol of bench/README.md, independently of the workload. */

export interface Timing {
  /** Time of the first step in milliseconds, including tracing and compilation. */
  readonly first_ms: number;
  readonly median_ms: number;
  readonly p10_ms: number;
  readonly p90_ms: number;
  /** Number of timed steps. */
  readonly n: number;
  /** Loss of the first step; only for steps that return a loss. */
  readonly first_loss?: number;
  readonly last_loss?: number;
}

/** One step. Returns a promise of its loss, or nothing if it has no loss and is finished when it returns. */
export type TimedStep = (index: number) => Promise<number> | void;

export interface Limits {
  readonly warmSeconds: number;
  readonly timedSeconds: number;
}

const leastWarm = 3;
const mostWarm = 200;
const leastTimed = 5;
const mostTimed = 2000;

/** Runs and times the steps 0, 1, 2, …. `now` returns the time in milliseconds. */
export async function measure(step: TimedStep, limits: Limits, now = () => performance.now()): Promise<Timing> {
  let index = 0;
  let loss: number | undefined;
  const timed = async (): Promise<number> => {
    const start = now();
    const result = step(index++);
    if (result !== undefined) loss = await result;
    const milliseconds = now() - start;
    if (result === undefined) await turn(now);
    return milliseconds;
  };
  const first = await timed();
  const firstLoss = loss;
  await repeat(timed, leastWarm, mostWarm, limits.warmSeconds, now);
  const times = await repeat(timed, leastTimed, mostTimed, limits.timedSeconds, now);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  const losses = firstLoss === undefined || loss === undefined ? {} : { first_loss: firstLoss, last_loss: loss };
  return { first_ms: first, median_ms: at(0.5), p10_ms: at(0.1), p90_ms: at(0.9), n: times.length, ...losses };
}

/** Calls `timed` at least `least` times, then until `most` calls or the end of the seconds. Returns all results. */
async function repeat(
  timed: () => Promise<number>,
  least: number,
  most: number,
  seconds: number,
  now: () => number,
): Promise<number[]> {
  const times: number[] = [];
  const start = now();
  while (times.length < least || (times.length < most && now() - start < 1000 * seconds)) times.push(await timed());
  return times;
}

let lastTurn = 0;

/** Yields to the event loop occasionally, as reading a loss does, so that the memory of dropped results is freed. */
async function turn(now: () => number): Promise<void> {
  if (now() - lastTurn < 16) return;
  await new Promise<void>((resolve) => setImmediate(resolve));
  lastTurn = now();
}
