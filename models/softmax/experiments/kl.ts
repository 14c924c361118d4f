/** The Kullback-Leibler divergence, and the equivalence of minimizing it and minimizing the cross entropy. */
import { type Tensor, compile, crossEntropy, grad, klDivergence, sgd } from "hebb";
import { type Pictures, mnist } from "hebb/data";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { Experiment } from "../../system.ts";
import { type Information, comparer, identityGap } from "../information.ts";
import { SoftmaxClassifier } from "../model.ts";
import { type Target, oneHot, smooth, targetsOf } from "../targets.ts";

type Loss = (scores: Tensor, p: Tensor) => Tensor;

const byDivergence: Loss = (scores, p) => klDivergence(scores.logSoftmax(), p);

export const kl: Experiment = {
  question: {
    en: "What is KL divergence, and why does minimizing the cross entropy minimize it too?",
    zh: "KL 散度到底是什么，为什么最小化交叉熵就等于最小化 KL 散度？",
  },

  async measure(run) {
    const digits = await mnist();
    const steps = run.quick ? 100 : 500;
    const shown = digits.test.take(1000);
    const targets = targetsOf(shown, digits.train.take(2000));
    const [entropic, divergent] = [new SoftmaxClassifier(), new SoftmaxClassifier()];
    const course = await descend(run, { entropic, divergent, digits: digits.train, shown, targets, steps });
    const gradients = await gradientDifference(entropic, shown.field(0), targets[1]!.p);
    const weights = await weightDifference(entropic, divergent);
    const found = course.at(-1)![1];
    return {
      answer: answerOf(found, { gradients, weights, steps }),
      table: tableOf(targets, found),
      figure: figureOf(targets, course),
    };
  },
};

interface Descent {
  readonly entropic: SoftmaxClassifier;
  readonly divergent: SoftmaxClassifier;
  readonly digits: Pictures;
  readonly shown: Pictures;
  readonly targets: readonly Target[];
  readonly steps: number;
}

/** Measurements of each kind of target during training. */
type Course = readonly (readonly [step: number, found: readonly Information[]])[];

/** Trains two classifiers on the same batches with smoothed targets: one minimizes H(p,q), the other KL(p‖q). */
async function descend(run: Run, { entropic, divergent, digits, shown, targets, steps }: Descent): Promise<Course> {
  const update = (model: SoftmaxClassifier, loss: Loss) => {
    const optimizer = sgd(model, { learningRate: 0.2 });
    return compile((x: Tensor, y: Tensor) => {
      return optimizer.minimize(loss(model.forward(x), smooth(oneHot(y))));
    });
  };
  const byEntropy = update(entropic, crossEntropy);
  const byKL = update(divergent, byDivergence);
  const compare = comparer(entropic);
  const course: [number, Information[]][] = [];
  let step = 0;
  for (const [x, y] of digits.batches(100, { epochs: 1, seed: run.seed })) {
    if (step % (steps / 50) === 0) {
      const found: Information[] = [];
      for (const { p } of targets) found.push(await compare(shown.field(0), p));
      course.push([step, found]);
    }
    if (step === steps) break;
    byEntropy(x, y);
    const loss = await byKL(x, y).item();
    run.progress("two classifiers", ++step, steps, { loss });
  }
  return course;
}

/** Returns the largest element of ∇H(p,q) - ∇KL(p‖q) by the weights, and of ∇H(p,q). */
async function gradientDifference(model: SoftmaxClassifier, images: Tensor, p: Tensor) {
  const scores = model.forward(images);
  const [ofEntropy] = grad(crossEntropy(scores, p), [model.weight]);
  const [ofDivergence] = grad(byDivergence(scores, p), [model.weight]);
  const difference = ofEntropy.sub(ofDivergence).abs().max();
  return { difference: await difference.item(), size: await ofEntropy.abs().max().item() };
}

async function weightDifference(a: SoftmaxClassifier, b: SoftmaxClassifier) {
  const difference = a.weight.sub(b.weight).abs().max();
  return { difference: await difference.item(), size: await a.weight.abs().max().item() };
}

interface Difference {
  readonly difference: number;
  readonly size: number;
}

interface Differences {
  readonly gradients: Difference;
  readonly weights: Difference;
  readonly steps: number;
}

function answerOf(found: readonly Information[], { gradients, weights, steps }: Differences): string {
  const smoothed = found[1]!;
  const { crossEntropy, entropy, divergence, reverse } = smoothed;
  const gap = Math.max(...found.map(identityGap));
  const same = gradients.difference <= 1e-4 * gradients.size && weights.difference <= 1e-4 * weights.size;
  const size = (value: number) => value.toExponential(1);
  return [
    `KL(p‖q) is what is paid beyond the entropy of p for taking q instead of p: with smoothed labels H(p,q) = ${crossEntropy.toFixed(4)} = ` +
      `H(p) + KL(p‖q) = ${entropy.toFixed(4)} + ${divergence.toFixed(4)} nats (off by at most ${size(gap)} with any target), ` +
      `and it is no distance, as KL(q‖p) is ${reverse.toFixed(4)}.`,
    same
      ? `H(p) does not depend on the weights, so that both have the same gradient (it differs by ${size(gradients.difference)} of ` +
        `${size(gradients.size)}), and ${steps} steps down either end in the same weights (${size(weights.difference)} of ${size(weights.size)}).`
      : `Yet their gradients differ by ${size(gradients.difference)} of ${size(gradients.size)}, and the weights after ${steps} steps by ` +
        `${size(weights.difference)} of ${size(weights.size)}: more than rounding explains.`,
    `With one-hot labels H(p) is ${found[0]!.entropy}: there cross entropy and KL are one number.`,
  ].join(" ");
}

function tableOf(targets: readonly Target[], found: readonly Information[]) {
  return {
    columns: ["target p", "H(p,q)", "H(p)", "KL(p‖q)", "H(p,q) - H(p) - KL(p‖q)", "KL(q‖p)"],
    rows: found.map((information, i) => [
      targets[i]!.name,
      information.crossEntropy,
      information.entropy,
      information.divergence,
      identityGap(information),
      information.reverse === Infinity ? "∞" : information.reverse,
    ]),
  };
}

function figureOf(targets: readonly Target[], course: Course): Panels {
  const panels = targets.map(({ name }, i): Chart => {
    const along = (key: keyof Information) => course.map(([step, found]): Point => [step, found[i]![key]]);
    return {
      kind: "chart",
      title: `Targets: ${name}`,
      x: { label: "step" },
      y: { label: "nats", domain: [0, 2.5] },
      layers: [
        { mark: "line", name: "H(p,q)", points: along("crossEntropy") },
        { mark: "line", name: "KL(p‖q)", points: along("divergence"), dashed: true },
        { mark: "line", name: "H(p)", points: along("entropy") },
      ],
    };
  });
  return { kind: "panels", title: "Cross entropy and divergence fall together, H(p) apart", columns: 3, panels };
}
