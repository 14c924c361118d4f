/**
 * One training or experiment in progress: its seed, its events, and the results to save. The caller (the command line,
 * a test or a page) listens to the events.
 */
import {
  type Examples,
  type FitStep,
  type History,
  type Model,
  type Module,
  type RandomState,
  type State,
  beginFit,
  decodeState,
  encodeState,
  random,
  stateParameters,
} from "hebb";
import type { Figure, Point } from "./figure.ts";
import { Interrupted } from "./interrupted.ts";
import type { Gate, LoopOptions, RunEvent, RunFitOptions, RunOptions } from "./run-options.ts";
import { Snapshots } from "./snapshots.ts";

export class Run {
  readonly seed: number;
  /** Seeds over which a statistical experiment measures: `seed`, `seed` + 1, … */
  readonly seeds: readonly number[];
  readonly quick: boolean;
  readonly signal: AbortSignal;
  /** Models to save at the end of the run, by name. */
  readonly models = new Map<string, Module>();
  /** Texts to save at the end of the run, such as a vocabulary, by file name. */
  readonly texts = new Map<string, string>();
  /** Values recorded during the run, such as the loss of each batch, by the name of the curve. */
  readonly curves = new Map<string, Point[]>();
  /** Figures to draw at the end of the run, by name. */
  readonly figures = new Map<string, Figure>();
  readonly #listen: (event: RunEvent) => void;
  readonly #gate: ((at: Gate) => Promise<void>) | undefined;
  #snapshots: Snapshots | null;
  /** Number of parts of each name so far. */
  #names = new Map<string, number>();
  /** Names of the computations in progress. */
  #path = "";
  readonly #started = performance.now();
  /** Seconds of the parts that were restored. */
  #restored = 0;

  constructor({ seed = 0, seeds = 1, quick = false, signal, listen = () => {}, gate, snapshots }: RunOptions = {}) {
    this.seed = seed;
    this.seeds = Array.from({ length: seeds }, (_, i) => seed + i);
    this.quick = quick;
    this.signal = signal ?? new AbortController().signal;
    this.#listen = listen;
    this.#gate = gate;
    this.#snapshots = snapshots === undefined ? null : new Snapshots(snapshots);
  }

  /** Wall time of the run in seconds, including what was computed before it was resumed. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000 + this.#restored;
  }

  /**
   * Registers a model to be saved at the end of the run, even if the run is interrupted or fails. Returns the model.
   */
  keep<M extends Module>(name: string, model: M): M {
    this.models.set(name, model);
    return model;
  }

  /** Registers a text to be saved at the end of the run in a file of this name, such as vocabulary.json. */
  keepText(name: string, text: string): void {
    this.texts.set(name, text);
  }

  /** Registers a figure to be drawn at the end of the run. */
  draw(name: string, figure: Figure): void {
    this.figures.set(name, figure);
  }

  /** Adds a point to the curve of this name. */
  record(name: string, x: number, y: number): void {
    const points = this.curves.get(name);
    if (points) points.push([x, y]);
    else this.curves.set(name, [[x, y]]);
  }

  /** Reports a message to the user. */
  say(text: string): void {
    this.#listen({ event: "note", text });
  }

  /** Reports the progress of one part of the run. Throws Interrupted if the signal is aborted. */
  progress(label: string, done: number, total: number, values: Readonly<Record<string, number>> = {}): void {
    this.#listen({ event: "progress", label, done, total, unit: "steps", values });
    if (this.signal.aborted) throw new Interrupted(`interrupted in ${label}`);
  }

  /**
   * Runs a loop of `total` steps and returns `state` after the last one. It can be saved between any two steps and resumed,
   * with the same results to the last bit. Random numbers within a step depend only on the run's seed, the label and `i`.
   * Rejects with Interrupted, after saving a snapshot, if the signal is aborted.
   */
  async loop<S extends State>(label: string, { total, state, step }: LoopOptions<S>): Promise<S> {
    const part = this.#begin(label);
    stateParameters(state);
    const record = { done: 0, ended: false, seconds: 0 };
    const holder = { record, points: {}, state } satisfies Saved;
    await this.#restore(part, holder);
    const start = performance.now() - record.seconds * 1000;
    const encoded = async () => {
      record.seconds = (performance.now() - start) / 1000;
      holder.points = this.#pointsSince(part);
      return encodeState(holder, { part: part.name });
    };
    const report = this.#reporter(label, total);
    while (record.done < total && !record.ended) {
      const i = record.done;
      const { values, done = false } = (await random.scope(`${part.name} ${i}`, () => step(i, state))) ?? {};
      record.done++;
      record.ended = done;
      report(record.done, values, done || record.done === total);
      await this.#gate?.({ label, done: record.done, total, state });
      if (this.signal.aborted) {
        await this.#snapshots?.write(part.name, await encoded());
        throw new Interrupted(`interrupted in ${label}`);
      }
      if (this.#snapshots?.isDue) await this.#snapshots.write(part.name, await encoded());
    }
    await this.#snapshots?.keep(part.name, await encoded());
    return state;
  }

  /**
   * Returns the result of `compute`, plain JSON: once in a run, even if the run is resumed. For what takes time between
   * loops, such as a survey of many points.
   */
  async once<T>(label: string, compute: () => Promise<T>): Promise<T> {
    const part = this.#begin(label);
    const holder: Saved = { record: { done: 0, ended: false, seconds: 0 }, points: {}, state: {} };
    if (await this.#restore(part, holder)) {
      random.restore(holder.state["random"] as RandomState);
      return holder.state["value"] as T;
    }
    const start = performance.now();
    const [names, path] = [this.#names, this.#path];
    [this.#names, this.#path] = [new Map(), `${part.name}/`];
    const value = await compute();
    [this.#names, this.#path] = [names, path];
    holder.record.seconds = (performance.now() - start) / 1000;
    holder.points = this.#pointsSince(part);
    holder.state = { value, random: random.state() };
    await this.#snapshots?.keep(part.name, await encodeState(holder, { part: part.name }));
    return value;
  }

  /**
   * Calls `measure` with a run of its own for each seed, and returns the results in the order of the seeds. The labels
   * of these runs name the seed, unless there is only one.
   */
  async overSeeds<T>(measure: (run: Run) => Promise<T>): Promise<T[]> {
    const results: T[] = [];
    for (const seed of this.seeds) {
      random.seed(seed);
      results.push(await measure(this.#withSeed(seed)));
    }
    return results;
  }

  #withSeed(seed: number): Run {
    const prefix = this.seeds.length === 1 ? "" : `seed ${seed}: `;
    const listen = (event: RunEvent) =>
      this.#listen(event.event === "note" ? event : { ...event, label: prefix + event.label });
    const { quick, signal } = this;
    const run = new Run({ seed, quick, signal, listen, ...(this.#gate && { gate: this.#gate }) });
    run.#snapshots = this.#snapshots;
    run.#path = `${this.#path}seed ${seed}/`;
    return run;
  }

  /**
   * Calls Hebb's `fit` in a loop with the run's seed, reports progress and epochs, and records the loss of each
   * step. Rejects with Interrupted if the signal is aborted.
   */
  async fit(model: Model, examples: Examples, options: RunFitOptions): Promise<History> {
    const { label = "training", quiet = false, ...rest } = options;
    // Without the signal, which would cut a validation short: the loop ends between two steps.
    const fitting = await beginFit(model, examples, { seed: this.seed, ...rest });
    await this.loop(label, {
      total: fitting.total,
      state: fitting.state,
      step: async (i) => {
        const step = await fitting.step(i);
        if (!quiet) this.#reportFit(label, i, rest.epochs ?? 1, step);
        return { values: step.means, done: step.done };
      },
    });
    return fitting.end();
  }

  #reportFit(label: string, i: number, epochs: number, { values, epoch }: FitStep): void {
    this.record(`${label} loss`, i + 1, values["loss"]!);
    if (epoch === null) return;
    const { training, validation, seconds } = epoch;
    const all = { ...training, ...renamed(validation ?? {}) };
    this.#listen({ event: "epoch", label, epoch: epoch.epoch, epochs, values: all, seconds });
  }

  #begin(label: string): Part {
    const number = (this.#names.get(label) ?? 0) + 1;
    this.#names.set(label, number);
    const name = `${this.#path}${label}${number === 1 ? "" : ` #${number}`}`;
    return { name, lengths: new Map(Array.from(this.curves, ([curve, points]) => [curve, points.length])) };
  }

  /** Fills `holder` from the snapshot of the part; false if there is none. */
  async #restore({ name }: Part, holder: Saved): Promise<boolean> {
    const bytes = await this.#snapshots?.read(name);
    if (bytes === undefined) return false;
    await decodeState(holder, bytes, { source: `the snapshot of ${name}` });
    for (const [curve, values] of Object.entries(holder.points)) {
      for (let i = 0; i < values.length; i += 2) this.record(curve, values[i]!, values[i + 1]!);
    }
    this.#restored += holder.record.seconds;
    return true;
  }

  /** Points recorded since the part began: x and y in turn. */
  #pointsSince({ lengths }: Part): Record<string, Float64Array> {
    const added = Array.from(this.curves, ([name, points]) => {
      return [name, Float64Array.from(points.slice(lengths.get(name) ?? 0).flat())] as const;
    });
    return Object.fromEntries(added.filter(([, values]) => values.length > 0));
  }

  /** Reports progress at most 30 times a second, and the last step always. */
  #reporter(label: string, total: number) {
    let latest: Readonly<Record<string, number>> = {};
    let reported = -Infinity;
    return (done: number, values: Readonly<Record<string, number>> | undefined, last: boolean) => {
      latest = values ?? latest;
      const now = performance.now();
      if (!last && now - reported < 1000 / 30) return;
      reported = now;
      this.#listen({ event: "progress", label, done, total, unit: "steps", values: latest });
    };
  }
}

/** A loop or a computation of the run. */
interface Part {
  /** Unique in the run. */
  readonly name: string;
  /** Number of points of each curve when the part began. */
  readonly lengths: ReadonlyMap<string, number>;
}

/** Content of a snapshot. */
interface Saved extends State {
  record: { done: number; ended: boolean; seconds: number };
  points: Record<string, Float64Array>;
  state: State;
}

/** Prefixes the names of values over the validation examples. */
function renamed(validation: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(validation).map(([name, value]) => [`validation ${name}`, value]));
}
