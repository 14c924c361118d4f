/** Trains a system by its quick recipe, and describes the result so that it can be compared with another environment. */
import { type Module, encodeModel, features, threads } from "hebb";
import { train } from "../../models/conduct.ts";
import { Run } from "../../models/run.ts";
import type { System } from "../../models/system.ts";

export interface QuickRun {
  /** Bars that were not reached. */
  readonly failed: readonly string[];
  /** Metrics that do not depend on the clock, as decimal numbers that are exact in f64. */
  readonly metrics: Readonly<Record<string, string>>;
  /** SHA-256 of each saved model and text, and of the points of each curve, by name. */
  readonly saved: Readonly<Record<string, string>>;
  readonly threads: number;
  /** True if products are fused with sums. */
  readonly fused: boolean;
}

/** Trains `system` with the default seed of the command line. */
export async function quickRun(system: System): Promise<QuickRun> {
  const run = new Run({ quick: true, seed: 0 });
  const { metrics, bars } = await train(system, run);
  const failed = bars.filter(({ passed }) => !passed);
  const exact = Object.entries(metrics).filter(([name]) => !isTiming(system, name));
  return {
    failed: failed.map(({ metric, op, value, measured }) => `${metric} ${op} ${value}: ${measured}`),
    metrics: Object.fromEntries(exact.map(([name, value]) => [name, Object.is(value, -0) ? "-0" : String(value)])),
    saved: await checksums(run),
    threads: threads(),
    fused: features().relaxed,
  };
}

function isTiming({ metrics }: System, name: string): boolean {
  const { unit, isTiming: own = unit === "seconds" } = metrics[name]!;
  return own;
}

async function checksums({ models, texts, curves }: Run): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const [name, model] of models) sums[name] = await sha256(await encodeModel(model satisfies Module));
  for (const [name, text] of texts) sums[name] = await sha256(new TextEncoder().encode(text));
  for (const [name, points] of curves) {
    sums[`curve of ${name}`] = await sha256(new Uint8Array(Float64Array.from(points.flat()).buffer));
  }
  return sums;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
