/** Times steps by the protocol of bench/README.md. Knows no workload. */

export interface Timing {
  /** Milliseconds, tracing and compiling included. */
  readonly first_ms: number;
  readonly median_ms: number;
  readonly p10_ms: number;
  readonly p90_ms: number;
  /** Timed steps. */
  readonly n: number;
  /** Of steps that read a loss back. */
  readonly first_loss?: number;
  readonly last_loss?: number;
}

/** One step. It returns a promise of its loss where the loss is read back, and nothing where the work is done by then. */
export type TimedStep = (index: number) => Promise<number> | void;

export interface Limits {
  readonly warmSeconds: number;
  readonly timedSeconds: number;
}

const leastWarm = 3;
const mostWarm = 200;
const leastTimed = 5;
const mostTimed = 2000;

/** Steps number 0, 1, 2, …; `now` gives milliseconds. */
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

/** What `timed` returned: at least `least` times, and then until there are `most` or the seconds are over. */
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

/** Lets the event loop turn now and then, as reading a loss does: the memory of dropped results comes back there. */
async function turn(now: () => number): Promise<void> {
  if (now() - lastTurn < 16) return;
  await new Promise<void>((resolve) => setImmediate(resolve));
  lastTurn = now();
}
