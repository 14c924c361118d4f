/** Figures of a machine of pictures: its filters, its samples, and its free energies. */
import { type Tensor, compile } from "hebb";
import type { Chart, Picture, Pictures } from "../figure.ts";
import type { Run } from "../run.ts";
import { type Text, text } from "../text.ts";
import { side } from "./digits.ts";
import type { Strip } from "./facts.ts";
import { type BoltzmannMachine, drawn } from "./model.ts";

/** Returns the weights of the first hidden units, each scaled by its largest magnitude to -127 … 127. */
export async function filtersOf(machine: BoltzmannMachine, count = 20): Promise<Int8Array<ArrayBuffer>> {
  const weights = await machine.weight.array();
  const units = Array.from({ length: Math.min(count, machine.hidden) }, (_, j) =>
    Array.from({ length: machine.visible }, (_unused, i) => weights[i * machine.hidden + j]!),
  );
  return Int8Array.from(
    units.flatMap((unit) => {
      const largest = Math.max(...unit.map(Math.abs)) || 1;
      return unit.map((weight) => Math.round((127 * weight) / largest));
    }),
  );
}

/** Draws the weights of hidden units: ink at red pixels makes the unit more likely to be on, at blue ones less likely. */
export function filterPictures(filters: Int8Array, title: Text): Pictures {
  const size = side * side;
  const images = Array.from({ length: filters.length / size }, (_, j): Picture => ({
    pixels: filters.subarray(j * size, (j + 1) * size),
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

/** Returns the pictures of the first chains. */
export function stripOf(dreams: readonly Dream[], chains: number): Strip {
  const size = side * side;
  const pixels = Array.from({ length: chains }, (_, chain) =>
    dreams.map(({ means }) => Uint8Array.from(means.subarray(chain * size, (chain + 1) * size), (mean) => 255 * mean)),
  ).flat();
  const all = new Uint8Array(pixels.length * size);
  pixels.forEach((one, i) => all.set(one, i * size));
  return { sweeps: dreams.map(({ sweeps }) => sweeps), chains, pixels: all };
}

/** Draws one chain per row, with its pictures from left to right. */
export function stripPictures({ sweeps, chains, pixels }: Strip, title: Text): Pictures {
  const size = side * side;
  const images = Array.from({ length: chains * sweeps.length }, (_, i): Picture => ({
    pixels: pixels.subarray(i * size, (i + 1) * size),
    ...(i < sweeps.length && { caption: `${sweeps[i]}` }),
  }));
  return { kind: "pictures", title, width: side, height: side, columns: sweeps.length, images, scale: "gray" };
}

/** Draws histograms of the free energies of several kinds of pictures. */
export function energyHistogram(
  title: Text,
  kinds: readonly (readonly [name: Text, energies: readonly number[]])[],
): Chart {
  return {
    kind: "chart",
    title,
    x: { label: text("free energy F(v) (nats)", "自由能 F(v)（奈特）") },
    y: { label: text("pictures", "图片数") },
    layers: kinds.map(([name, values]) => ({ mark: "histogram", name, values }) as const),
  };
}
