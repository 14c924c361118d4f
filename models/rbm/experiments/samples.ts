/** Samples of machines: chains that start from noise and from digits, and their energies. */
import { type Tensor, random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { Experiment } from "../../system.ts";
import { teach } from "../contrast.ts";
import { type Bits, binaryDigits } from "../digits.ts";
import { freeEnergies } from "../exact.ts";
import type { BoltzmannMachine } from "../model.ts";
import { type Dream, chainPictures, dream, energyHistogram, filters } from "../pictures.ts";
import { mean } from "../../shared/statistics.ts";

const chains = 200;

export const samples: Experiment = {
  question: {
    en: "What does a trained restricted Boltzmann machine draw on its own, and how close is that to real digits?",
    zh: "训练好的受限玻尔兹曼机自己会画出什么，和真的数字差多远？",
  },

  async measure(run) {
    const { train, test } = await binaryDigits(run, { train: run.quick ? 3000 : 50_000, test: chains });
    const ways = [];
    for (const persistent of [false, true]) {
      const teaching = { sweeps: 1, persistent, epochs: 5, learningRate: 0.1, hidden: run.quick ? 30 : 100 };
      const name = persistent ? "persistent CD" : "CD-1";
      const machine = await teach(run, name, train, teaching);
      ways.push(await dreamsOf(run, name, machine, test));
    }
    return {
      answer: ways.map(describe).join(" "),
      table: {
        columns: ["taught by", "chains from", "sweeps", "mean free energy", "less that of test digits"],
        rows: ways.flatMap((way) =>
          (["noise", "digits"] as const).flatMap((from) =>
            way[from].map(({ sweeps, energies }) => {
              return [way.name, from, sweeps, mean(energies), mean(energies) - way.test];
            }),
          ),
        ),
      },
      figure: await figureOf(ways),
    };
  },
};

interface Way {
  readonly name: string;
  readonly machine: BoltzmannMachine;
  /** Free energies of test digits, and their mean. */
  readonly energies: readonly number[];
  readonly test: number;
  /** Samples of chains by their start. */
  readonly noise: readonly Dream[];
  readonly digits: readonly Dream[];
}

async function dreamsOf(run: Run, name: string, machine: BoltzmannMachine, test: Bits): Promise<Way> {
  const sweeps = run.quick ? [0, 1, 3, 10, 30, 100] : [0, 1, 3, 10, 30, 100, 300, 1000];
  const noise: Tensor = random.bernoulli(0.5, [chains, machine.visible]).cast("f32");
  const energies = await freeEnergies(machine, test);
  return {
    name,
    machine,
    energies,
    test: mean(energies),
    noise: await dream(run, machine, noise, sweeps),
    digits: await dream(run, machine, test.field(0).cast("f32"), sweeps),
  };
}

/** Describes whether chains have forgotten their start and have reached the free energy of test digits. */
function describe({ name, noise, digits, test }: Way): string {
  const [fromNoise, fromDigits] = [noise, digits].map((dreams) => mean(dreams.at(-1)!.energies) - test);
  const met = Math.abs(fromNoise! - fromDigits!) < 5;
  const off = (nats: number) => `${Math.abs(nats).toFixed(1)} nats ${nats < 0 ? "below" : "above"}`;
  return (
    `By ${name}, chains that begin at digits lie ${off(fromDigits!)} the free energy of test digits after ` +
    `${digits.at(-1)!.sweeps} sweeps, chains from noise ${off(fromNoise!)}: ` +
    (met
      ? `they have forgotten where they began, and what the machine dreams is ${comparison(fromDigits!)} what it has seen.`
      : `they still know where they began.`)
  );
}

function comparison(nats: number): string {
  if (Math.abs(nats) < 5) return "as likely as";
  return nats > 0 ? "less likely, picture by picture, than" : "likelier, picture by picture, than";
}

async function figureOf(ways: readonly Way[]): Promise<Panels> {
  const energies: Chart = {
    kind: "chart",
    title: "On the way from noise and from digits",
    // The state before the first sweep is drawn at 0.5.
    x: { label: "Gibbs sweeps", scale: "log" },
    y: { label: "free energy less that of test digits (nats)" },
    layers: ways.flatMap(({ name, test, noise, digits }) =>
      Object.entries({ noise, digits }).map(([from, dreams]) => ({
        mark: "line" as const,
        name: `${name}, from ${from}`,
        points: dreams
          .filter(({ sweeps }) => sweeps > 0)
          .map(({ sweeps, energies }): Point => [sweeps, mean(energies) - test]),
      })),
    ),
  };
  const pictures = ways.map(({ name, noise }) => chainPictures(noise, `${name}: chains from noise, by sweeps`, 4));
  const histograms = ways.map(({ name, energies, noise, digits }) =>
    energyHistogram(name, {
      "test digits": energies,
      "chains from noise": noise.at(-1)!.energies,
      "chains from digits": digits.at(-1)!.energies,
    }),
  );
  const persistent = ways.at(-1)!;
  const panels = [
    ...pictures,
    ...histograms,
    await filters(persistent.machine, `Filters by ${persistent.name}`, 30),
    energies,
  ];
  return { kind: "panels", title: "Dreams, energies and filters", columns: 2, panels };
}
