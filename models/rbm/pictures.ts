/** Figures of a machine of pictures: its filters, its samples, and its free energies. */
import { type Tensor, compile } from "hebb";
import type { Chart, Picture, Pictures } from "../figure.ts";
import type { Run } from "../run.ts";
import { side } from "./digits.ts";
import { type BoltzmannMachine, drawn } from "./model.ts";

/**
 * Draws the weights of the first hidden units: ink at red pixels makes the unit more likely to be on, at blue ones less
 * likely.
 */
export async function filters(machine: BoltzmannMachine, title: string, count = 20): Promise<Pictures> {
  const weights = await machine.weight.array();
  const images = Array.from({ length: Math.min(count, machine.hidden) }, (_, j): Picture => ({
    pixels: Float32Array.from({ length: machine.visible }, (_unused, i) => weights[i * machine.hidden + j]!),
  }));
  return { kind: "pictures", title, width: side, height: side, columns: 10, images, scale: "diverging" };
}

/** State of the chains after a number of sweeps. */
export interface Dream {
  readonly sweeps: number;
  /** p(v | h) of each chain, [chains, visible]; before the first sweep, v itself. */
  readonly means: Float32Array;
  /** F(v) of each chain. */
  readonly energies: readonly number[];
}

/**
 * Runs chains from the bits `start` [chains, visible] and returns their states after each number in `sweeps`, which
 * must increase.
 */
export async function dream(
  run: Run,
  machine: BoltzmannMachine,
  start: Tensor,
  sweeps: readonly number[],
): Promise<Dream[]> {
  const look = compile((v: Tensor) => ({
    means: machine.visibleGiven(drawn(machine.hiddenGiven(v))),
    energies: machine.freeEnergy(v),
  }));
  const dreams: Dream[] = [];
  let v = start;
  for (const [i, now] of sweeps.entries()) {
    const more = now - (sweeps[i - 1] ?? 0);
    if (more > 0) v = compile((v: Tensor) => machine.gibbs(v, more))(v);
    const { means, energies } = look(v);
    const shown = (await (now === 0 ? v : means).array()) as Float32Array;
    dreams.push({ sweeps: now, means: shown, energies: [...(await energies.array())] });
    run.progress("Gibbs sampling", now, sweeps.at(-1)!);
  }
  return dreams;
}

/** Draws one chain per row, with its pictures from left to right. */
export function chainPictures(dreams: readonly Dream[], title: string, chains: number): Pictures {
  const images = Array.from({ length: chains }, (_, chain) =>
    dreams.map(({ sweeps, means }): Picture => {
      const size = side * side;
      const pixels = means.subarray(chain * size, (chain + 1) * size).map((mean) => 255 * mean);
      return { pixels, ...(chain === 0 && { caption: `${sweeps}` }) };
    }),
  ).flat();
  return { kind: "pictures", title, width: side, height: side, columns: dreams.length, images, scale: "gray" };
}

/** Draws histograms of the free energies of several kinds of pictures. */
export function energyHistogram(title: string, kinds: Readonly<Record<string, readonly number[]>>): Chart {
  return {
    kind: "chart",
    title,
    x: { label: "free energy F(v) (nats)" },
    y: { label: "pictures" },
    layers: Object.entries(kinds).map(([name, values]) => ({ mark: "histogram", name, values }) as const),
  };
}
