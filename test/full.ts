/**
 * Size of a test run. `npm test` is the quick, everyday run. `npm run test:full` sets HEBB_FULL=1, which adds more
 * random cases, long experiments and browsers. HEBB_FULL=20 draws twenty times as many random cases.
 */
import { test } from "node:test";

const factor = Number(process.env["HEBB_FULL"] ?? 0);

export const full = factor > 0;

/** Number of random cases or repetitions: `daily` in the quick run, `all` times HEBB_FULL in the full run. */
export const count = (daily: number, all: number): number => (full ? all * factor : daily);

/** Reason for skipping a test in the quick run; false in the full run. */
export const skipDaily: string | false = !full && "in npm run test:full only";

/** Defines a slow test. Only the full run executes it; the quick run reports it as skipped. */
export function slow(name: string, body: () => Promise<void> | void): void {
  test(name, { skip: skipDaily }, body);
}
