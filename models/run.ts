/**
 * One training or experiment in progress: its seed, its events, and the results to save. The caller (the command line,
 * a test or a page) listens to the events.
 */
import { type Examples, type FitOptions, type History, type Model, type Module, fit } from "hebb";
import type { Figure, Point } from "./figure.ts";

export type RunEvent =
  | {
      readonly event: "progress";
      /** Name of the current part, such as "LeNet-5". */
      readonly label: string;
      readonly done: number;
      readonly total: number;
      /** Unit of `done` and `total`. */
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
  /** A message to the user. */
  | { readonly event: "note"; readonly text: string };

export interface RunOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Runs with little data and few steps, as a smoke test. Default false. */
  readonly quick?: boolean;
  /** Ends the run at the next step when it is aborted. */
  readonly signal?: AbortSignal;
  /** Called with every event of the run. */
  readonly listen?: (event: RunEvent) => void;
}

/** Thrown inside a run when its signal is aborted. Models, texts and curves recorded until then remain available. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

export type RunFitOptions = Omit<FitOptions, "signal"> & {
  /** Name shown with the progress. Default "training". */
  readonly label?: string;
  /** Reports no epochs and records no loss curve; for an experiment that trains many models. Default false. */
  readonly quiet?: boolean;
};

export class Run {
  readonly seed: number;
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

  constructor({ seed = 0, quick = false, signal, listen = () => {} }: RunOptions = {}) {
    this.seed = seed;
    this.quick = quick;
    this.signal = signal ?? new AbortController().signal;
    this.#listen = listen;
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
   * Calls Hebb's `fit` with the run's seed and signal, reports progress and epochs, and records the loss of each step.
   * Rejects with Interrupted if the signal is aborted.
   */
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

/** Prefixes the names of validation metrics, which are reported together with the training metrics. */
function renamed(validation: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(validation).map(([name, value]) => [`validation ${name}`, value]));
}
