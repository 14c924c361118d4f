/** The update gate fixed at 0, at 1 or in between, on the task of remembering two digits. */
import { Embedding, Linear, Module, type Tensor, adam, correct, crossEntropy, evaluate } from "hebb";
import { digitSum } from "hebb/data";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { GatedRecurrentUnit } from "../model.ts";

/** Value of the gate; undefined if it is learned. */
const cases = [
  { name: "z = 0", z: 0 },
  { name: "z = 0.5", z: 0.5 },
  { name: "z = 0.9", z: 0.9 },
  { name: "z = 1", z: 1 },
  { name: "z learnt", z: undefined },
];

class Reader extends Module {
  readonly digits = new Embedding(10, 32);
  readonly recurrent: GatedRecurrentUnit;
  readonly sum = new Linear(64, 19);

  constructor(z: number | undefined) {
    super();
    this.recurrent = new GatedRecurrentUnit(32, 64, z === undefined ? {} : { z });
  }

  forward(digits: Tensor): Tensor {
    const states = this.recurrent.forward(this.digits.forward(digits));
    return this.sum.forward(states.slice(null, [-1, states.shape[1]!]).squeeze(1));
  }
}

export const updateExperiment: EnglishExperiment = {
  question: {
    en: "What can a GRU remember if its update gate z is always 0 or always 1?",
    zh: "GRU 的更新门 z 要是一直为 0 或一直为 1，还能记住什么？",
  },

  async measure(run: Run): Promise<Finding> {
    const lengths = run.quick ? [5] : [5, 10, 15, 20, 25];
    const shares: number[][] = [];
    for (const { name, z } of cases) {
      const row: number[] = [];
      for (const length of lengths) row.push(await accuracyOf(run, name, z, length));
      shares.push(row);
    }
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const last = lengths.length - 1;
    return {
      answer:
        `With z = 1 the state never changes, so that nothing is learnt of the digits: ${percent(shares[3]![0]!)} of the sums over ${lengths[0]} digits, as by guessing. With z = 0 it is replaced at every ` +
        `step, like that of a simple network: ${percent(shares[0]![0]!)}, and over ${lengths[last]} digits ${percent(shares[0]![last]!)}. A constant between them keeps less and less (z = 0.9: ${percent(shares[2]![last]!)}). ` +
        `Learnt, z can be 1 where zeros come and 0 where a digit counts: ${percent(shares[4]![0]!)} and ${percent(shares[4]![last]!)}.`,
      table: {
        columns: ["update gate", ...lengths.map((length) => `${length} digits`)],
        rows: cases.map(({ name }, i) => [name, ...shares[i]!]),
      },
      figure: {
        kind: "chart",
        title: "DigitSum with the update gate held",
        x: { label: "digits" },
        y: { label: "share of sums told rightly", domain: [0, 1] },
        layers: cases.flatMap(({ name }, i) => {
          const points = lengths.map((length, j) => [length, shares[i]![j]!] as const);
          return [{ mark: "line", name, points } as const, { mark: "points", name, points } as const];
        }),
      },
    };
  },
};

async function accuracyOf(run: Run, name: string, z: number | undefined, length: number): Promise<number> {
  const model = new Reader(z);
  const { train, validation } = digitSum({ length, train: 3000, validation: 500, test: 0, seed: run.seed });
  const metrics = { accuracy: correct };
  await run.fit(model, train, {
    label: `${name}, ${length} digits`,
    quiet: true,
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 3e-3 }),
    epochs: run.quick ? 5 : 20,
    batchSize: 16,
    clipNorm: 5,
    metrics,
  });
  return (await evaluate(model, validation, { metrics }))["accuracy"]!;
}
