/** DigitSum with a GRU whose gates are learned or fixed: its training, and the update gate at each position. */
import { type Tensor, adam, compile, correct, crossEntropy, evaluate, observe } from "hebb";
import { digitSum } from "hebb/data";
import type { Run } from "../run.ts";
import { mean } from "../shared/statistics.ts";
import { type FixedGates, SumReader } from "./model.ts";

interface SumTraining {
  readonly label: string;
  /** Number of digits of a sequence. */
  readonly length: number;
  readonly epochs: number;
  readonly fixed: FixedGates;
}

/** Trains a network with the hyperparameters of the course; returns it with its accuracy on validation sequences. */
export async function trainSums(
  run: Run,
  { label, length, epochs, fixed }: SumTraining,
): Promise<{ model: SumReader; accuracy: number }> {
  const model = new SumReader(fixed);
  const { train, validation } = digitSum({ length, train: 3000, validation: 500, test: 0, seed: run.seed });
  const metrics = { accuracy: correct };
  await run.fit(model, train, {
    label: `${label}, ${length} digits`,
    quiet: true,
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 3e-3 }),
    epochs,
    batchSize: 16,
    clipNorm: 5,
    metrics,
  });
  return { model, accuracy: (await evaluate(model, validation, { metrics }))["accuracy"]! };
}

/** The update gate of a trained network, averaged over validation sequences. */
export interface GateReading {
  /** Mean over units and sequences, by position. */
  readonly positions: readonly number[];
  /** Mean at the two digits to add, at later zeros, and at other later digits. */
  readonly counted: number;
  readonly zeros: number;
  readonly others: number;
  /** Mean over sequences, `units[unit][position]`. */
  readonly units: readonly (readonly number[])[];
}

export async function readGates(model: SumReader, length: number, seed: number): Promise<GateReading> {
  const { validation } = digitSum({ length, train: 3000, validation: 500, test: 0, seed });
  const digits = validation.field(0);
  const { overUnits, overSequences } = compile((input: Tensor) => {
    const z = observe(() => model.forward(input))[1]["recurrent.z"]!;
    return { overUnits: z.mean(-1), overSequences: z.mean(1).transpose() };
  })(digits);
  const [all, units, numbers] = await Promise.all([overUnits, overSequences, digits].map((values) => values.array()));
  const sequences = validation.length;
  const at = (chosen: (position: number, digit: number) => boolean) => {
    const values = Array.from(all!, Number).filter((_, i) => {
      const [position, sequence] = [Math.floor(i / sequences), i % sequences];
      return chosen(position, numbers![sequence * length + position]!);
    });
    return mean(values);
  };
  return {
    positions: Array.from({ length }, (_, position) => at((own) => own === position)),
    counted: at((position) => position < 2),
    zeros: at((position, digit) => position >= 2 && digit === 0),
    others: at((position, digit) => position >= 2 && digit !== 0),
    units: Array.from({ length: units!.length / length }, (_, unit) =>
      Array.from(units!.slice(unit * length, (unit + 1) * length), Number),
    ),
  };
}
