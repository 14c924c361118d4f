/** Mean squares of values and gradients in each layer of untrained chains, measured and predicted by theory. */
import { type Tensor, compile, crossEntropy, grad, initialize, stack } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { Chain } from "./model.ts";
import { type Scheme, type SchemeName, labelOf, schemeNames, schemes } from "./schemes.ts";
import { type LayerLaw, gradientSquares, valueSquares } from "./theory.ts";

/** Mean squares by layer. */
export interface Profile {
  /** E[h_l²] for l = 0 … L: the mean over units, images and chains. */
  readonly values: readonly number[];
  /** E[(∂L/∂h_l)²] relative to that of the last layer. */
  readonly gradients: readonly number[];
  readonly theory: { readonly values: readonly number[]; readonly gradients: readonly number[] };
}

/** Options of `profiles`. */
export interface ProfileOptions {
  readonly width: number;
  /** Number of chains sampled for each scheme; fewer for orthogonal ones, which are expensive to sample. */
  readonly chains: number;
  readonly orthogonal: number;
}

/** Measures all schemes except zero, whose ratios are undefined, on the pictures and their labels. */
export async function profiles(
  run: Run,
  pictures: Pictures,
  options: ProfileOptions,
): Promise<Map<SchemeName, Profile>> {
  const found = new Map<SchemeName, Profile>();
  for (const name of schemeNames) {
    if (name.endsWith("_zero")) continue;
    const chains = name.endsWith("_orthogonal") ? options.orthogonal : options.chains;
    found.set(name, await profileOf(run, schemes[name], pictures, options.width, chains));
  }
  return found;
}

/** Returns the largest factor between measurement and theory over all layers, for values and gradients. */
export function farthest({ values, gradients, theory }: Profile): number {
  const ratios = [
    ...values.map((value, l) => value / theory.values[l]!),
    ...gradients.map((gradient, l) => gradient / theory.gradients[l]!),
  ];
  return Math.max(...ratios.map((ratio) => Math.max(ratio, 1 / ratio)));
}

/** Measures chains of one scheme. */
export async function profileOf(
  run: Run,
  scheme: Scheme,
  pictures: Pictures,
  width: number,
  chains: number,
): Promise<Profile> {
  const { activation, weight } = scheme;
  const model = new Chain({ activation, weight, width });
  const measure = compile((images: Tensor, labels: Tensor) => {
    const values = model.values(images);
    const loss = crossEntropy(model.output.forward(values.at(-1)!), labels);
    const squares = (tensors: readonly Tensor[]) => stack(tensors.map((tensor) => tensor.square().mean()));
    return [squares(values), squares(grad(loss, values))] as const;
  });
  const [images, labels] = [pictures.field(0), pictures.field(1)];
  const values = new Float64Array(model.hidden.length + 1);
  const gradients = new Float64Array(model.hidden.length + 1);
  for (let chain = 0; chain < chains; chain++) {
    initialize(model, { seed: 1000 * run.seed + chain });
    const [up, down] = await Promise.all(measure(images, labels).map((squares) => squares.array()));
    up!.forEach((square, l) => (values[l]! += square / chains));
    down!.forEach((square, l) => (gradients[l]! += square / down!.at(-1)! / chains));
    run.progress(`chains, ${labelOf(scheme)}`, chain + 1, chains);
  }
  return { values: [...values], gradients: [...gradients], theory: theoryOf(model, scheme, values[0]!) };
}

/** Returns the theory, starting from the mean square of the pixels. */
function theoryOf(model: Chain, { activation, variance }: Scheme, pixels: number): Profile["theory"] {
  const laws = model.hidden.map(({ weight }): LayerLaw => {
    const [outputs, inputs] = weight.shape as [number, number];
    return { inputs, outputs, variance: variance(inputs, outputs) };
  });
  const values = valueSquares(activation, laws, pixels);
  return { values, gradients: gradientSquares(activation, laws, values, 1) };
}
