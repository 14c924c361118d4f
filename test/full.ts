/**
 * The size of the tests. `npm test` runs enough for every day; `npm run test:full` sets HEBB_FULL=1 and adds full-size checks:
 * more random cases, experiments that take long, browsers. HEBB_FULL=20 draws twenty times as many random cases.
 */
import { test } from "node:test";

const factor = Number(process.env["HEBB_FULL"] ?? 0);

export const full = factor > 0;

/** Number of random cases or repetitions: `daily`, and `all` in the full run. */
export const count = (daily: number, all: number): number => (full ? all * factor : daily);

/** Reason for which a test is skipped outside of the full run; false within it. */
export const skipDaily: string | false = !full && "in npm run test:full only";

/** A test of the full run, since it takes long; elsewhere it is reported as skipped. */
export function slow(name: string, body: () => Promise<void> | void): void {
  test(name, { skip: skipDaily }, body);
}
