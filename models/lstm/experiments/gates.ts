/** Ablation of the gates: each is removed in turn, in networks that remember digits and that predict text. */
import { Tensor, adam, compile, correct, crossEntropy, evaluate, initialize, observe, schedules } from "hebb";
import { digitSum } from "hebb/data";
import type { Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { bars } from "../../shared/curves.ts";
import { trainLanguage } from "../../shared/language.ts";
import { type CharacterText, novels } from "../../shared/texts.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type Effect, type GatesFacts, type Variant, variants } from "../facts.ts";
import { type FixedGates, SumReader, TextReader } from "../model.ts";
import { variantNames } from "../names.ts";
import { gatesWords } from "../words.ts";

const fixed: Readonly<Record<Variant, FixedGates>> = {
  "all gates": {},
  "no forget gate": { forget: 1 },
  "no input gate": { input: 1 },
  "no output gate": { output: 1 },
  "closed forget gate": { forget: 0 },
};

interface Trial {
  readonly sums: number;
  readonly nats: number;
  readonly size: number;
}

export const gatesExperiment = defineExperiment<GatesFacts>({
  question: { en: "What are the three gates of an LSTM for?", zh: "LSTM 的三个门有什么用？" },
  seeds: 3,

  async measure(run) {
    const [digits, passage] = run.quick ? [6, 200] : [20, 1000];
    const read = await novels({ cut: true });
    const measured = await run.overSeeds(async (one) => {
      const found: Trial[] = [];
      for (const variant of variants) {
        const sums = await sumAccuracy(one, variant, digits);
        found.push({ sums, ...(await textLoss(one, variant, read, passage)) });
      }
      return found;
    });
    const results = variants.map((variant, v) => {
      const over = (key: keyof Trial) =>
        summarize(
          measured.map((found) => found[v]![key]),
          run.seeds,
        );
      return { variant, sums: over("sums"), nats: over("nats"), size: over("size") };
    });
    const [all, forget, input, output, closed] = results;
    return {
      digits,
      passage,
      results,
      effects: { forget: effectOf(all!, forget!), input: effectOf(all!, input!), output: effectOf(all!, output!) },
      keeping: distinguishable(all!.sums, closed!.sums),
    };
  },

  words: gatesWords,

  table: ({ results }) => ({
    columns: [
      text("network", "网络"),
      { name: text("sums classified correctly", "求和的准确率"), unit: "fraction" },
      { name: text("loss on text (nats)", "文本上的损失（奈特）"), digits: 3 },
      { name: text("size of the cells", "记忆单元的大小"), digits: 2 },
    ],
    rows: results.map(({ variant, sums, nats, size }) => [variantNames(variant), sums, nats, size]),
  }),

  figure: figureOf,
});

async function sumAccuracy(run: Run, variant: Variant, length: number): Promise<number> {
  const model = new SumReader(fixed[variant]);
  initialize(model, { seed: run.seed });
  const { train, validation } = digitSum({ length, train: 3000, validation: 500, test: 0, seed: run.seed });
  const metrics = { accuracy: correct };
  await run.fit(model, train, {
    label: `sums, ${variant}`,
    quiet: true,
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 3e-3 }),
    epochs: run.quick ? 2 : 20,
    batchSize: 16,
    clipNorm: 5,
    metrics,
  });
  return (await evaluate(model, validation, { metrics }))["accuracy"]!;
}

async function textLoss(
  run: Run,
  variant: Variant,
  read: CharacterText,
  passage: number,
): Promise<Omit<Trial, "sums">> {
  const { vocabulary, train, validation } = read;
  const model = new TextReader(vocabulary.size, run.quick ? 32 : 64, fixed[variant]);
  initialize(model, { seed: run.seed });
  const steps = run.quick ? 60 : 1000;
  const nats = await trainLanguage(run, model, {
    train,
    validation,
    batchSize: 32,
    length: 32,
    steps,
    optimizer: adam(model, { learningRate: schedules.cosine(1e-2, { steps }) }),
    clipNorm: 1,
    label: `text, ${variant}`,
  });
  const cells = compile((tokens: Tensor) => {
    const [, seen] = observe(() => model.forward(tokens));
    return seen["memory.c"]!.slice([-tail, tokens.shape[1]!]).square().mean().sqrt();
  });
  const tokens = Tensor.from(validation.subarray(0, passage), [1, passage], "i32");
  return { nats, size: await cells(tokens).item() };
}

/** Number of characters at the end of the passage over which the size of the cells is averaged. */
const tail = 100;

type Result = GatesFacts["results"][number];

/** Compares the network with all gates and one without a gate. */
function effectOf(all: Result, without: Result): Effect {
  const sums = distinguishable(all.sums, without.sums);
  const nats = distinguishable(without.nats, all.nats);
  const [worse, better] = (["a is larger", "b is larger"] as const).map(
    (order) => [sums, nats].filter((one) => one === order).length,
  );
  if (better! > 0) return worse! > 0 ? "mixed" : "better";
  if (worse === 2) return "worse at both";
  return worse === 0 ? "no difference" : sums === "a is larger" ? "worse at sums" : "worse at text";
}

function figureOf({ results }: GatesFacts): Panels {
  const [all, ...removed] = results;
  const added = removed.map(({ variant, nats }) => {
    const differences = nats.values.map((value, i) => value - all!.nats.values[i]!);
    return [variantNames(variant), summarize(differences, nats.seeds)] as const;
  });
  return {
    kind: "panels",
    title: text("One gate removed at a time", "每次去掉一个门"),
    columns: 1,
    panels: [
      {
        kind: "chart",
        title: text("Remembering two digits: sums classified correctly", "记住两位数字：求和的准确率"),
        x: { label: text("network", "网络") },
        y: { label: text("accuracy", "准确率"), domain: [0, 1] },
        layers: bars(
          results.map(({ variant, sums }) => [variantNames(variant), sums] as const),
          { range: [0, 1] },
        ),
      },
      {
        kind: "chart",
        title: text("Predicting text: loss added by the removal", "预测文本：去掉之后损失增加多少"),
        x: { label: text("network", "网络") },
        y: { label: text("nats per character", "每个字符的奈特数") },
        layers: bars(added),
      },
    ],
  };
}
