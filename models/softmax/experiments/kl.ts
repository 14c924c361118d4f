/** The Kullback-Leibler divergence, and the equivalence of minimizing it and minimizing the cross entropy. */
import { type Tensor, compile, crossEntropy, grad, klDivergence, sgd } from "hebb";
import { type Pictures, mnist } from "hebb/data";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { cases, say, text } from "../../text.ts";
import type { Difference, KLFacts } from "../facts.ts";
import { type Information, comparer, identityGap } from "../information.ts";
import { SoftmaxClassifier } from "../model.ts";
import { type Target, type TargetName, oneHot, smooth, targetsOf } from "../targets.ts";
import { klWords } from "../words.ts";

type Loss = (scores: Tensor, p: Tensor) => Tensor;

const byDivergence: Loss = (scores, p) => klDivergence(scores.logSoftmax(), p);

const batchSize = 100;

export const kl = defineExperiment<KLFacts>({
  question: {
    en: "What is KL divergence, and why does minimizing the cross entropy minimize it too?",
    zh: "KL 散度到底是什么，为什么最小化交叉熵就等于最小化 KL 散度？",
  },

  async measure(run) {
    const digits = await mnist();
    const steps = run.quick ? 100 : 500;
    const shown = digits.test.take(1000);
    const targets = targetsOf(shown, digits.train.take(2000));
    const models = { entropic: new SoftmaxClassifier(), divergent: new SoftmaxClassifier() };
    const course = await descend(run, models, { digits: digits.train, shown, targets, steps });
    const gradients = await gradientDifference(models.entropic, shown.field(0), targets[1]!.p);
    const weights = await weightDifference(models.entropic, models.divergent);
    const isSmall = ({ difference, size }: Difference) => difference <= 1e-4 * size;
    const losses = isSmall(gradients) && isSmall(weights) ? "equivalent" : "different";
    return { steps, course, targets: targets.map(({ name }) => name), gradients, weights, losses };
  },

  words: klWords,

  table: ({ targets, course }) => ({
    columns: [
      text("target p", "目标 p"),
      { name: text("H(p,q)", "H(p,q)"), digits: 4 },
      { name: text("H(p)", "H(p)"), digits: 4 },
      { name: text("KL(p‖q)", "KL(p‖q)"), digits: 4 },
      text("H(p,q) − H(p) − KL(p‖q)", "H(p,q) − H(p) − KL(p‖q)"),
      { name: text("KL(q‖p)", "KL(q‖p)"), digits: 4 },
    ],
    rows: course
      .at(-1)!
      .found.map((found, i) => [
        targetWords(targets[i]!),
        found.crossEntropy,
        found.entropy,
        found.divergence,
        identityGap(found),
        found.reverse,
      ]),
  }),

  figure: ({ targets, course }): Panels => ({
    kind: "panels",
    title: text(
      "Cross entropy and KL divergence fall together and always differ by H(p)",
      "交叉熵和 KL 散度一起下降，始终只差一个 H(p)",
    ),
    columns: 3,
    panels: targets.map((name, i) => courseChart(name, course, i)),
  }),
});

interface Descent {
  readonly digits: Pictures;
  readonly shown: Pictures;
  readonly targets: readonly Target[];
  readonly steps: number;
}

type Models = Readonly<Record<"entropic" | "divergent", SoftmaxClassifier>>;

/** Trains two classifiers on the same batches with smoothed targets: one minimizes H(p,q), the other KL(p‖q). */
async function descend(
  run: Run,
  { entropic, divergent }: Models,
  { digits, shown, targets, steps }: Descent,
): Promise<KLFacts["course"]> {
  const updater = (model: SoftmaxClassifier, loss: Loss) => {
    const optimizer = sgd(model, { learningRate: 0.2 });
    const update = compile((x: Tensor, y: Tensor) => optimizer.minimize(loss(model.forward(x), smooth(oneHot(y)))));
    return { optimizer, update };
  };
  const [byEntropy, byKL] = [updater(entropic, crossEntropy), updater(divergent, byDivergence)];
  const compare = comparer(entropic);
  const measured = async () => {
    const found: Information[] = [];
    for (const { p } of targets) found.push(await compare(shown.field(0), p));
    return found;
  };
  const course = [{ step: 0, found: await measured() }];
  const batches = digits.batches(batchSize, { epochs: 1, seed: run.seed });
  await run.loop("two classifiers", {
    total: steps,
    state: { entropic, divergent, entropicOptimizer: byEntropy.optimizer, divergentOptimizer: byKL.optimizer, course },
    async step(i) {
      const [x, y] = batches.at(i);
      byEntropy.update(x, y);
      const loss = await byKL.update(x, y).item();
      if ((i + 1) % (steps / 50) === 0) course.push({ step: i + 1, found: await measured() });
      return { values: { loss } };
    },
  });
  return course;
}

/** Returns the largest element of ∇H(p,q) - ∇KL(p‖q) by the weights, and of ∇H(p,q). */
async function gradientDifference(model: SoftmaxClassifier, images: Tensor, p: Tensor): Promise<Difference> {
  const scores = model.forward(images);
  const [ofEntropy] = grad(crossEntropy(scores, p), [model.weight]);
  const [ofDivergence] = grad(byDivergence(scores, p), [model.weight]);
  const difference = ofEntropy.sub(ofDivergence).abs().max();
  return { difference: await difference.item(), size: await ofEntropy.abs().max().item() };
}

async function weightDifference(a: SoftmaxClassifier, b: SoftmaxClassifier): Promise<Difference> {
  const difference = a.weight.sub(b.weight).abs().max();
  return { difference: await difference.item(), size: await a.weight.abs().max().item() };
}

const targetWords = (name: TargetName) =>
  cases(name, {
    "one-hot": text("one-hot labels", "one-hot 标签"),
    smoothed: text("smoothed labels", "平滑后的标签"),
    votes: text("votes of nearest neighbors", "近邻投票"),
  });

function courseChart(name: TargetName, course: KLFacts["course"], target: number): Chart {
  const along = (key: keyof Information) => course.map(({ step, found }): Point => [step, found[target]![key]]);
  return {
    kind: "chart",
    title: say({ name: targetWords(name) }, "Targets p: {name}", "目标 p：{name}"),
    x: { label: text("step", "步") },
    y: { label: text("nats", "奈特"), domain: [0, 2.5] },
    layers: [
      { mark: "line", name: "H(p,q)", points: along("crossEntropy") },
      { mark: "line", name: "KL(p‖q)", points: along("divergence"), dashed: true },
      { mark: "line", name: "H(p)", points: along("entropy") },
    ],
  };
}
