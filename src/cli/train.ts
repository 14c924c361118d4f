/** `hebb train`: trains a system of models/ by its recipe, saves it and shows what came of it. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Examples, type Recipe, type Task, systems } from "../../models/index.ts";
import { ArgumentError } from "../base/errors.ts";
import { sizeOf } from "../base/shape.ts";
import { saveModel } from "../io/checkpoint.ts";
import { addThreads, setThreads, threads } from "../runtime/index.ts";
import { parameters, random } from "../tensor/index.ts";
import { type Callback, type History, type Model, evaluate, fit } from "../train/index.ts";
import { interruptedExitCode, interruptible } from "./interrupt.ts";
import { lookUp } from "./nearest.ts";
import { printResult } from "./result.ts";
import { colourDepth } from "./terminal/colour.ts";
import { curve } from "./terminal/curve.ts";
import { Progress, formatMetric } from "./terminal/progress.ts";

export interface TrainOptions {
  readonly quick?: boolean;
  readonly seed?: number;
  readonly threads?: number;
  readonly epochs?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** A training that was done, to its end or not. */
export interface Trained {
  readonly name: string;
  readonly task: Task;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly model: Model;
  /** Of every step. */
  readonly losses: readonly number[];
  readonly history: History;
  /** Without reading data and evaluation. */
  readonly seconds: number;
  readonly files: { readonly model: string; readonly curve: string };
}

export async function train(name: string, options: TrainOptions): Promise<void> {
  const task = await lookUp(systems, name, "model").load();
  const { seed = 0, out = join("runs", name), json = false } = options;
  const recipe = { ...task.recipes[options.quick === true ? "quick" : "full"] };
  if (options.epochs !== undefined) recipe.epochs = options.epochs;
  addThreads();
  if (options.threads !== undefined) setThreads(options.threads);
  const data = await task.data();
  await makeFolder(out);
  const examples = recipe.examples === undefined ? data.train : data.train.take(recipe.examples);
  random.seed(seed);
  const trained = await interruptible(async (signal) => {
    const run = await runRecipe(task, recipe, { examples, seed, signal, quiet: json });
    return { name, task, recipe, seed, ...run, files: await save(name, task, { ...run, out, seed }) };
  });
  await report(trained, data.test, json);
}

interface Run {
  readonly examples: Examples;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

async function runRecipe(task: Task, recipe: Recipe, { examples, seed, signal, quiet }: Run) {
  const steps = Math.ceil(examples.length / recipe.batch);
  const model = task.model();
  const optimizer = task.optimizer(model, recipe.epochs * steps);
  const losses: number[] = [];
  const callbacks: Callback[] = [{ onStepEnd: ({ values }) => void losses.push(values["loss"]!) }];
  if (!quiet) {
    console.log(heading(task, recipe, { examples, model, seed }));
    callbacks.push(progressOf(recipe, examples));
  }
  const start = performance.now();
  const history = await fit(model, examples, {
    loss: task.loss,
    optimizer,
    epochs: recipe.epochs,
    batch: recipe.batch,
    metrics: { [task.metric.name]: task.metric.of },
    seed,
    signal,
    callbacks,
  });
  return { model, losses, history, seconds: (performance.now() - start) / 1000 };
}

function heading(task: Task, recipe: Recipe, run: { examples: Examples; model: Model; seed: number }): string {
  const count = parameters(run.model).reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0);
  const parts = [
    `${count.toLocaleString("en")} parameters`,
    `${run.examples.length.toLocaleString("en")} examples`,
    recipe.epochs === 1 ? "1 epoch" : `${recipe.epochs} epochs`,
    threads() === 1 ? "1 thread" : `${threads()} threads`,
    `seed ${run.seed}`,
  ];
  return `${task.title}: ${parts.join(", ")}`;
}

/** Keeps a progress bar, and a line for each epoch above it. */
function progressOf(recipe: Recipe, examples: Examples): Callback {
  const colour = colourDepth(process.stdout) > 1;
  const progress = new Progress({ total: recipe.epochs * examples.length, colour });
  return {
    onStepEnd({ epoch, examples, means }) {
      progress.update(examples, `epoch ${epoch}/${recipe.epochs}`, means);
    },
    onEpochEnd({ epoch, training, seconds }) {
      const means = Object.entries(training).map(([name, value]) => `${name} ${formatMetric(name, value)}`);
      progress.print([`epoch ${epoch}/${recipe.epochs}`, ...means, `${seconds.toFixed(1)} s`].join("  "));
    },
    onTrainEnd() {
      progress.finish();
    },
  };
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ArgumentError(`nothing can be saved in ${path} (${error.code ?? error.message})`, {
      fix: "Name another folder with --out.",
    });
  });
}

/** Saves even a training that was cut short. */
async function save(
  name: string,
  task: Task,
  run: { model: Model; losses: readonly number[]; history: History; out: string; seed: number },
): Promise<Trained["files"]> {
  const files = { model: join(run.out, "model.safetensors"), curve: join(run.out, "curve.svg") };
  const metadata = { model: name, seed: `${run.seed}`, steps: `${run.history.steps}` };
  await saveModel(run.model, files.model, { metadata });
  const points = run.losses.map((loss, i) => [i + 1, loss] as const);
  const options = { title: task.title, x: "step", y: "loss", scale: "log" } as const;
  await writeFile(files.curve, curve([{ name: "training loss", points }], options));
  return files;
}

async function report(trained: Trained, test: Examples, json: boolean): Promise<void> {
  const { task, model, history } = trained;
  if (history.stopped) process.exitCode = interruptedExitCode;
  const { loss, metric } = task;
  const metrics = { loss, [metric.name]: metric.of };
  const tested = history.stopped ? undefined : await evaluate(model, test, { metrics });
  if (json) console.log(JSON.stringify(recordOf(trained, tested)));
  else await printResult(trained, test, tested);
}

function recordOf(trained: Trained, tested: Readonly<Record<string, number>> | undefined): object {
  const { name, task, recipe, seed, history, losses, seconds, files } = trained;
  return {
    model: name,
    seed,
    threads: threads(),
    epochs: recipe.epochs,
    steps: history.steps,
    stopped: history.stopped,
    seconds,
    training_loss: losses.at(-1),
    ...(tested && {
      test_loss: tested["loss"],
      [`test_${task.metric.name}`]: tested[task.metric.name],
      bar: recipe.bar,
    }),
    files,
  };
}
