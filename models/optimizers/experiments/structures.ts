/** The best learning rate of three networks of different structure on the same digits. */
import { crossEntropy, random, sgd } from "hebb";
import type { Chart } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { type DigitParts, courseDigits } from "../../shared/course-digits.ts";
import { curve } from "../../shared/curves.ts";
import { parameterCount } from "../../shared/layers.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { boundedLoss, judge } from "../digits.ts";
import type { StructuresFacts } from "../facts.ts";
import { networkName } from "../names.ts";
import { type NetworkName, networkNames, networks } from "../networks.ts";
import { structuresWords } from "../words-of-training.ts";

export const structures = defineExperiment<StructuresFacts>({
  question: {
    en: "Do networks of different structure need different learning rates?",
    zh: "结构不同的网络，需要的学习率也不同吗？",
  },
  seeds: 3,

  async measure(run) {
    const digits = await courseDigits(run.quick ? 300 : 2000);
    const rates = run.quick ? [0.1, 1] : [0.03, 0.1, 0.3, 1, 3];
    const epochs = run.quick ? 1 : 4;
    const found: StructuresFacts["networks"][number][] = [];
    for (const network of networkNames) {
      const losses: Summary[] = [];
      for (const rate of rates) {
        const values = await run.overSeeds((one) => lossOf(one, network, rate, { digits, epochs }));
        losses.push(summarize(values, run.seeds));
      }
      const best = losses.reduce((best, { mean }, i) => (mean < losses[best]!.mean ? i : best), 0);
      found.push({ network, parameters: parameterCount(networks[network]()), losses, best: rates[best]! });
    }
    return { rates, networks: found, rate: rateVerdict(rates, found) };
  },

  words: structuresWords,

  table: ({ rates, networks: found }) => ({
    columns: [
      text("network", "网络"),
      text("parameters", "参数个数"),
      ...rates.map((rate) => ({ name: { en: `loss at rate ${rate}`, zh: `学习率 ${rate} 时的损失` }, digits: 2 })),
      text("best rate", "最合适的学习率"),
    ],
    rows: found.map(({ network, parameters: count, losses, best }) => [networkName(network), count, ...losses, best]),
  }),

  figure: ({ rates, networks: found }): Chart => ({
    kind: "chart",
    title: text("Validation loss after the same training", "同样训练之后的验证集损失"),
    x: { label: text("learning rate", "学习率"), scale: "log" },
    y: { label: text("cross entropy (nats)", "交叉熵（奈特）") },
    layers: found.flatMap(({ network, losses }) => curve(networkName(network), rates, losses)),
  }),
});

async function lossOf(
  run: Run,
  network: NetworkName,
  learningRate: number,
  { digits, epochs }: { readonly digits: DigitParts; readonly epochs: number },
): Promise<number> {
  random.seed(run.seed);
  const model = networks[network]();
  const optimizer = sgd(model, { learningRate });
  const label = `${network}, rate ${learningRate}`;
  await run.fit(model, digits.fitting, { loss: crossEntropy, optimizer, epochs, batchSize: 32, label, quiet: true });
  return boundedLoss((await judge(model, digits.validation)).loss);
}

/** Compares the loss of each network at its best rate with that at the best rates of the others. */
function rateVerdict(rates: readonly number[], found: StructuresFacts["networks"]): StructuresFacts["rate"] {
  const bests = new Set(found.map(({ best }) => best));
  if (bests.size === 1) return "same";
  const suffers = found.some(({ losses, best }) => {
    const at = (rate: number) => losses[rates.indexOf(rate)]!;
    return [...bests].some((other) => distinguishable(at(other), at(best)) === "a is larger");
  });
  return suffers ? "different" : "unclear";
}
