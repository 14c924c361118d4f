/** Samples of machines: chains that start from noise and from digits, and their energies. */
import { type Tensor, random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { mean, std } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, say, text } from "../../text.ts";
import { teach } from "../contrast.ts";
import { type Bits, binaryDigits } from "../digits.ts";
import { freeEnergies } from "../exact.ts";
import type { BoltzmannMachine } from "../model.ts";
import { type Dream, dream, energyHistogram, filterPictures, filtersOf, stripOf, stripPictures } from "../pictures.ts";
import type { Chains, SamplesFacts, Training, Way } from "../facts.ts";
import { samplesWords } from "../words.ts";

const chains = 200;

/** Number of chains and filters that are drawn. */
const [drawnChains, drawnFilters] = [4, 30];

export const samples = defineExperiment<SamplesFacts>({
  question: {
    en: "What does a trained restricted Boltzmann machine draw on its own, and how close is that to real digits?",
    zh: "训练好的受限玻尔兹曼机自己会画出什么，和真的数字差多远？",
  },

  async measure(run) {
    const { train, test } = await binaryDigits(run, { train: run.quick ? 3000 : 50_000, test: chains });
    const ways: Way[] = [];
    let filters = new Int8Array(0);
    for (const training of ["CD-1", "persistent CD"] as const) {
      const persistent = training === "persistent CD";
      const teaching = { sweeps: 1, persistent, epochs: 5, learningRate: 0.1, hidden: run.quick ? 30 : 100 };
      const machine = await teach(run, training, train, teaching);
      ways.push(await wayOf(run, training, machine, test));
      filters = await filtersOf(machine, drawnFilters);
    }
    return { ways, filters };
  },

  words: samplesWords,

  table: ({ ways }) => ({
    columns: [
      text("trained with", "训练方法"),
      text("chains start from", "链的起点"),
      text("sweeps", "采样轮数"),
      { name: text("free energy above that of test digits (nats)", "自由能比测试数字高（奈特）"), digits: 1 },
    ],
    rows: ways.flatMap(({ training, fromNoise, fromDigits }) => [
      ...fromNoise.excess.map(({ sweeps, nats }) => [trainingWords(training), text("noise", "噪声"), sweeps, nats]),
      ...fromDigits.excess.map(({ sweeps, nats }) => [trainingWords(training), text("digits", "数字"), sweeps, nats]),
    ]),
  }),

  figure: figureOf,
});

async function wayOf(run: Run, training: Training, machine: BoltzmannMachine, test: Bits): Promise<Way> {
  const sweeps = run.quick ? [0, 1, 3, 10, 30, 100] : [0, 1, 3, 10, 30, 100, 300, 1000];
  const noise: Tensor = random.bernoulli(0.5, [chains, machine.visible]).cast("f32");
  const digitEnergies = await freeEnergies(machine, test);
  const usual = mean(digitEnergies);
  const dreams = await dream(run, machine, noise, sweeps);
  const fromNoise = chainsOf(dreams, usual);
  const fromDigits = chainsOf(await dream(run, machine, test.field(0).cast("f32"), sweeps), usual);
  return {
    training,
    digitEnergies,
    fromNoise,
    fromDigits,
    strip: stripOf(dreams, drawnChains),
    start: compared(fromNoise.energies, fromDigits.energies) === 0 ? "forgotten" : "remembered",
    noise: (["below", "the same", "above"] as const)[1 + compared(fromNoise.energies, digitEnergies)]!,
  };
}

const chainsOf = (dreams: readonly Dream[], usual: number): Chains => ({
  excess: dreams.map(({ sweeps, energies }) => ({ sweeps, nats: mean(energies) - usual })),
  energies: dreams.at(-1)!.energies,
});

/** Returns the sign of the difference of the means, or 0 if it is within two standard errors. */
function compared(a: readonly number[], b: readonly number[]): -1 | 0 | 1 {
  const error = Math.sqrt(std(a) ** 2 / a.length + std(b) ** 2 / b.length);
  const difference = mean(a) - mean(b);
  return Math.abs(difference) <= 2 * error ? 0 : difference > 0 ? 1 : -1;
}

export const trainingWords = (training: Training): Text =>
  cases(training, {
    "CD-1": text("CD-1", "CD-1"),
    "persistent CD": text("persistent CD", "持续对比散度"),
  });

function figureOf({ ways, filters }: SamplesFacts): Panels {
  const energies: Chart = {
    kind: "chart",
    title: text("Free energy on the way from noise and from digits", "从噪声出发和从数字出发，自由能的变化"),
    // The state before the first sweep has no place on a logarithmic axis.
    x: { label: text("Gibbs sweeps", "吉布斯采样的轮数"), scale: "log" },
    y: { label: text("above test digits (nats)", "比测试数字高（奈特）") },
    layers: ways.flatMap(({ training, fromNoise, fromDigits }) => {
      const method = trainingWords(training);
      return [
        line(say({ method }, "{method}, from noise", "{method}，从噪声出发"), fromNoise),
        line(say({ method }, "{method}, from digits", "{method}，从数字出发"), fromDigits),
      ];
    }),
  };
  const panels = [
    ...ways.map(({ training, strip }) =>
      stripPictures(
        strip,
        say(
          { method: trainingWords(training) },
          "{method}: chains from noise, by sweeps",
          "{method}：从噪声出发的链，数字是采样轮数",
        ),
      ),
    ),
    ...ways.map(({ training, digitEnergies, fromNoise, fromDigits }) =>
      energyHistogram(trainingWords(training), [
        [text("test digits", "测试数字"), digitEnergies],
        [text("chains from noise", "从噪声出发的链"), fromNoise.energies],
        [text("chains from digits", "从数字出发的链"), fromDigits.energies],
      ]),
    ),
    filterPictures(filters, text("Weights of hidden units, persistent CD", "隐变量的权重（持续对比散度）")),
    energies,
  ];
  return {
    kind: "panels",
    title: text("Samples, free energies and weights", "样本、自由能与权重"),
    columns: 2,
    panels,
  };
}

const line = (name: Text, { excess }: Chains) =>
  ({
    mark: "line",
    name,
    points: excess.filter(({ sweeps }) => sweeps > 0).map(({ sweeps, nats }): Point => [sweeps, nats]),
  }) as const;
