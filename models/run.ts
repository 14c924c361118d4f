/**
 * One training or experiment while it goes on: its seed, what it reports, what it leaves behind. Whoever starts it, the
 * command line, a test or a page, listens to its events.
 */
import { type Examples, type FitOptions, type History, type Model, type Module, fit } from "hebb";
import type { Figure, Point } from "./figure.ts";

export type RunEvent =
  | {
      readonly event: "progress";
      /** Of the part that is under way, such as "LeNet-5". */
      readonly label: string;
      readonly done: number;
      readonly total: number;
      /** What is counted. */
      readonly unit: "examples" | "steps";
      readonly values: Readonly<Record<string, number>>;
    }
  | {
      readonly event: "epoch";
      readonly label: string;
      readonly epoch: number;
      readonly epochs: number;
      readonly values: Readonly<Record<string, number>>;
      readonly seconds: number;
    }
  /** A line for people. */
  | { readonly event: "note"; readonly text: string };

export interface RunOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Little data and few steps, to see that everything works. Default false. */
  readonly quick?: boolean;
  /** Ends the run at the next step. */
  readonly signal?: AbortSignal;
  readonly listen?: (event: RunEvent) => void;
}

/** Thrown within a run whose signal has aborted; what was kept so far is still there. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

export type RunFitOptions = Omit<FitOptions, "signal"> & {
  /** What people read beside the progress. Default "training". */
  readonly label?: string;
  /** No line for each epoch and no curve: for one of many trainings of an experiment. Default false. */
  readonly quiet?: boolean;
};

export class Run {
  readonly seed: number;
  readonly quick: boolean;
  readonly signal: AbortSignal;
  /** What is saved at the end, by name. */
  readonly models = new Map<string, Module>();
  /** Texts that are saved at the end, such as a vocabulary, by the names of their files. */
  readonly texts = new Map<string, string>();
  /** What was recorded over steps, such as the loss of each batch. */
  readonly curves = new Map<string, Point[]>();
  /** What is drawn at the end, by name. */
  readonly figures = new Map<string, Figure>();
  readonly #listen: (event: RunEvent) => void;

  constructor({ seed = 0, quick = false, signal, listen = () => {} }: RunOptions = {}) {
    this.seed = seed;
    this.quick = quick;
    this.signal = signal ?? new AbortController().signal;
    this.#listen = listen;
  }

  /** The model is saved at the end of the run, however it ends. */
  keep<M extends Module>(name: string, model: M): M {
    this.models.set(name, model);
    return model;
  }

  /** The text is saved at the end of the run in a file of this name, such as vocabulary.json. */
  keepText(name: string, text: string): void {
    this.texts.set(name, text);
  }

  /** The figure is drawn at the end of the run. */
  draw(name: string, figure: Figure): void {
    this.figures.set(name, figure);
  }

  /** Adds a point to the curve of this name. */
  record(name: string, x: number, y: number): void {
    const points = this.curves.get(name);
    if (points) points.push([x, y]);
    else this.curves.set(name, [[x, y]]);
  }

  /** A line for people. */
  say(text: string): void {
    this.#listen({ event: "note", text });
  }

  /** How far a part of the run has come. Throws Interrupted where the run is to end. */
  progress(label: string, done: number, total: number, values: Readonly<Record<string, number>> = {}): void {
    this.#listen({ event: "progress", label, done, total, unit: "steps", values });
    if (this.signal.aborted) throw new Interrupted(`interrupted in ${label}`);
  }

  /** Hebb's `fit` with the run's seed, its progress and the curve of its loss. Throws Interrupted where the run is to end. */
  async fit(model: Model, examples: Examples, options: RunFitOptions): Promise<History> {
    const { label = "training", quiet = false, callbacks = [], ...rest } = options;
    let steps = 0;
    const history = await fit(model, examples, {
      seed: this.seed,
      ...rest,
      signal: this.signal,
      callbacks: [
        {
          onStepEnd: ({ examples: done, plan, means, values }) => {
            if (!quiet) this.record(`${label} loss`, ++steps, values["loss"]!);
            const { examples: total } = plan;
            this.#listen({ event: "progress", label, done, total, unit: "examples", values: means });
          },
          onEpochEnd: ({ epoch, training, validation, seconds }) => {
            if (quiet) return;
            const values = { ...training, ...renamed(validation ?? {}) };
            this.#listen({ event: "epoch", label, epoch, epochs: rest.epochs ?? 1, values, seconds });
          },
        },
        ...callbacks,
      ],
    });
    if (this.signal.aborted) throw new Interrupted(`interrupted in ${label}`);
    return history;
  }
}

/** Values over the validation examples stand beside those of the training. */
function renamed(validation: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(validation).map(([name, value]) => [`validation ${name}`, value]));
}
