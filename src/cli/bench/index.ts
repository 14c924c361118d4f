/** `hebb bench`: measures a workload and prints its record as a table or as a line of JSON. */
import { ArgumentError } from "../../base/errors.ts";
import { setThreads, startThreads, usesFma } from "../../runtime/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { StageRecord, type StageTime, formatStages } from "../../tensor/inspect/stages.ts";
import { compiledFunction } from "../../tensor/program/compile.ts";
import { compileQuickly } from "../compilation.ts";
import { lookUp } from "../names.ts";
import { type Limits, type Timing, measure } from "./measure.ts";
import { Peak } from "./peak.ts";
import { type KernelProfile, formatProfile, profile } from "./profile.ts";
import { formatTable } from "./table.ts";
import type { Case, Workload } from "./workload.ts";
import { typed } from "../typed.ts";
import { workloads } from "./workloads.ts";

export interface BenchOptions {
  readonly threads?: number;
  /** Sequence length; for recurrent workloads only. */
  readonly length?: number;
  /** Measures decoding instead of training. */
  readonly decode?: boolean;
  readonly json?: boolean;
  readonly profile?: boolean;
  readonly stages?: boolean;
}

interface Measured {
  readonly name: string;
  /** Speed in GFLOP/s, GB/s or billions of tokens per second; NaN for training workloads. */
  readonly speed: number;
  readonly timing: Timing;
  readonly compileMs: number;
  readonly stages: readonly StageTime[];
}

/** Kind of measurement: that of the workload, or decoding. */
type Kind = Workload["kind"] | "decoding";

const limits: Record<Kind, Limits> = {
  decoding: { warmSeconds: 1, timedSeconds: 3 },
  training: { warmSeconds: 1, timedSeconds: 3 },
  products: { warmSeconds: 0.5, timedSeconds: 1.5 },
  maps: { warmSeconds: 1, timedSeconds: 3 },
};

export async function bench(name: string, options: BenchOptions): Promise<void> {
  const workload = lookUp(workloads, name, "workload");
  compileQuickly();
  const length = lengthOf(workload, name, options.length);
  if (options.threads !== undefined) setThreads(options.threads);
  const threads = await startThreads();
  const kind = options.decode === true ? "decoding" : workload.kind;
  const peak = kind === "products" ? new Peak() : undefined;
  const cases: Measured[] = [];
  const profiles: { readonly name: string; readonly kernels: readonly KernelProfile[] }[] = [];
  for await (const one of kind === "decoding" ? decodingOf(workload, name) : workload.cases(length)) {
    peak?.sample();
    cases.push(await measureCase(one, kind, options.stages === true));
    if (options.profile === true) profiles.push({ name: one.name, kernels: profile(one, threads) });
  }
  const record = {
    workload: name,
    ...(kind === "decoding" && { decode: true }),
    ...(length === undefined ? {} : { length }),
    threads,
    node: process.versions.node,
    fma: usesFma(),
    compile_ms: cases[0]!.compileMs,
    ...resultOf(kind, cases),
    ...(peak && { peak_gflops: peak.gflops }),
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
  };
  const stages = options.stages === true ? cases.map(({ name, stages }) => ({ name, stages })) : [];
  if (options.json === true) {
    const more = { ...(options.stages && { stages }), ...(options.profile && { profile: profiles }) };
    console.log(JSON.stringify({ ...record, ...more }));
    return;
  }
  console.log(formatTable(record));
  for (const { name, stages: times } of stages) console.log(`\n${formatStages(times, `${name}, by stage`)}`);
  for (const { name, kernels } of profiles) console.log(`\n${formatProfile(name, kernels)}`);
  console.log(
    `\nNext: ${typed()} bench ${name}${options.decode === true ? " --decode" : ""} ${options.profile === true ? "--stages" : "--profile"}`,
  );
}

/** The sequence length given by the user, or the default of the workload. */
function lengthOf(workload: Workload, name: string, asked: number | undefined): number | undefined {
  if (asked === undefined || workload.length !== undefined) return asked ?? workload.length;
  const recurrent = Object.keys(workloads).filter((each) => workloads[each]!.length !== undefined);
  throw new ArgumentError(`--length does not apply to the workload ${name}`, {
    rule: `It sets the sequence length of ${recurrent.join(", ")}.`,
    fix: "Omit --length, or choose one of these workloads.",
  });
}

function decodingOf(workload: Workload, name: string): AsyncIterable<Case> {
  if (workload.decoding !== undefined) return workload.decoding();
  const able = Object.keys(workloads).filter((each) => workloads[each]!.decoding !== undefined);
  throw new ArgumentError(`--decode does not apply to the workload ${name}`, {
    rule: `It measures the decoding of ${able.join(", ")}.`,
    fix: "Omit --decode, or choose one of these workloads.",
  });
}

async function measureCase({ name, step, batches, work }: Case, kind: Kind, watched: boolean): Promise<Measured> {
  const batch = (i: number) => batches[i % batches.length] as Tensor[];
  const start = performance.now();
  const record = new StageRecord();
  // Traces and compiles without running; the first step below reuses the program.
  compiledFunction(step, "bench").stepFor(batch(0), watched ? record.listen : undefined);
  const compileMs = performance.now() - start;
  // Results that are not read are disposed of, as reference counting does in other frameworks.
  const isRead = kind === "training" || kind === "decoding";
  const run = isRead ? (i: number) => step(...batch(i)).item() : (i: number) => step(...batch(i))[Symbol.dispose]();
  const timing = await measure(run, limits[kind]);
  const speed = work === undefined ? NaN : work / (timing.median_ms * 1e6);
  return {
    name,
    speed,
    timing: { ...timing, first_ms: timing.first_ms + compileMs },
    compileMs,
    stages: record.times(),
  };
}

/** The part of the record that depends on the kind of workload. */
function resultOf(kind: Kind, cases: readonly Measured[]): object {
  if (kind === "training") return cases[0]!.timing;
  const { first_ms, median_ms, p10_ms, p90_ms, n } = cases[0]!.timing;
  // `speed` counts in units of 1e9.
  if (kind === "decoding") return { first_ms, median_ms, p10_ms, p90_ms, n, tokens_per_s: cases[0]!.speed * 1e9 };
  if (kind === "maps") {
    const entries = cases.map(({ name, speed, timing }) => [name, { gbps: speed, median_ms: timing.median_ms }]);
    return { first_ms, ...Object.fromEntries(entries) };
  }
  const sizes: Record<string, Record<string, number>> = {};
  for (const { name, speed } of cases) {
    const [n, form] = name.split(" ") as [string, string];
    (sizes[n] ??= {})[form === "nn" ? "gflops" : form] = speed;
  }
  return { first_ms, sizes };
}
