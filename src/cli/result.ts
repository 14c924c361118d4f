/** What a person sees after a training: the loss as a plot, some predictions, where the files are, what to try next. */
import { relative } from "node:path";
import type { Examples } from "../../models/index.ts";
import { type Tensor, compile } from "../tensor/index.ts";
import { colourDepth } from "./terminal/colour.ts";
import { digit, pictures } from "./terminal/pictures.ts";
import { plot } from "./terminal/plot.ts";
import { widthOf } from "./terminal/width.ts";
import type { Trained } from "./train.ts";

/** Of pictures that were recognised, and of others. */
const shown = 5;

/**
 * The last line is the result on the test examples, `tested`, which a training that was cut short does not have. No other
 * line of a training calls it that, so that a program can look for it.
 */
export async function printResult(
  trained: Trained,
  test: Examples,
  tested: Readonly<Record<string, number>> | undefined,
): Promise<void> {
  const { task, recipe, history, losses, seconds, files } = trained;
  const colour = colourDepth(process.stdout) > 1;
  if (losses.length > 0) {
    const width = Math.min(100, widthOf(process.stdout));
    console.log(`\n${plot(losses, { title: "training loss", scale: "log", width, colour })}`);
  }
  if (tested && task.pictures) console.log(`\n${await drawPredictions(trained, test)}`);
  const steps = `${history.steps.toLocaleString("en")} steps in ${seconds.toFixed(1)} s`;
  if (history.stopped) console.log(`\nStopped by Ctrl-C after ${steps}. What was trained is saved.`);
  else console.log(`\nTrained for ${steps}.`);
  console.log(`  model  ${files.model}\n  curve  ${files.curve}`);
  console.log(`\nTry next\n${suggestions(trained)}`);
  if (!tested) return;
  const value = tested[task.metric.name]!;
  const verdict = value >= recipe.bar ? "reached" : "not reached";
  console.log(`\ntest loss ${tested["loss"]!.toFixed(4)}, bar ${percent(recipe.bar)} ${verdict}`);
  console.log(`test ${task.metric.name} ${percent(value)}`);
}

async function drawPredictions({ task, model }: Trained, test: Examples): Promise<string> {
  const { width, height } = task.pictures!;
  const [pixels, labels] = test.fields.map(({ data }) => data) as [Uint8Array, Uint8Array];
  const predicted = await predictions(model, test);
  const all = predicted.map((label, i) => ({ i, label, right: label === labels[i] }));
  const picked = [
    ...all.filter(({ right }) => right).slice(0, shown),
    ...all.filter(({ right }) => !right).slice(0, shown),
  ];
  const items = picked.map(({ i, label }) => {
    const picture = pixels.subarray(i * width * height, (i + 1) * width * height);
    return digit(picture, label, labels[i]!);
  });
  const columns = Math.min(shown * (Math.ceil(width / 2) + 2), widthOf(process.stdout));
  const drawn = pictures(items, { width, height, depth: colourDepth(process.stdout), columns });
  return `Test digits and what they were taken for: right ones, and wrong ones with what they are\n\n${drawn}`;
}

async function predictions(model: Trained["model"], test: Examples): Promise<number[]> {
  const predict = compile((inputs: Tensor) => model.forward(inputs).argmax(-1));
  const labels: number[] = [];
  for (const [inputs] of test.batches(500, { shuffle: false })) labels.push(...(await predict(inputs).array()));
  return labels;
}

function suggestions({ name, seed }: Trained): string {
  const hebb = command();
  const rows = [
    [`${hebb} train ${name} --seed ${seed + 1}`, "another start: how far does the result vary?"],
    [`${hebb} bench ${name} --profile`, "where the time of a step goes"],
    [`models/${name}/model.ts`, "the model: change a layer and train again"],
  ] as const;
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

/** How this command line was called. */
function command(): string {
  const path = relative(process.cwd(), process.argv[1] ?? "");
  return path.startsWith("..") || path === "" ? "hebb" : `node ${path}`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
