/**
 * Annealed importance sampling (Neal, 2001; for RBMs Salakhutdinov and Murray, 2008): an estimate of Z with its
 * standard error.
 */
import { Tensor, compile, random, scan } from "hebb";
import type { Run } from "../run.ts";
import { logSumExp } from "./exact.ts";
import { type BoltzmannMachine, drawn } from "./model.ts";

/** Options of `anneal`. */
export interface AnnealOptions {
  /** Number of inverse temperatures β between 0 and 1, without 0. */
  readonly temperatures: number;
  readonly chains: number;
}

/** An estimate of log Z. */
export interface Estimate {
  readonly logZ: number;
  /** log(Ẑ - 3σ̂) and log(Ẑ + 3σ̂), where σ̂ is the standard error of Ẑ; `low` is -∞ if 3σ̂ exceeds Ẑ. */
  readonly low: number;
  readonly high: number;
  /** Effective sample size (Σ w)² / Σ w². */
  readonly effective: number;
  /** log w of each chain; the expectation of w is Z / Z₀. */
  readonly logWeights: readonly number[];
}

// Number of temperatures per call of the program.
const stride = 250;

/**
 * Runs the chains. They start from a machine of independent pixels with the given log odds, whose Z₀ is known. Its
 * energy E₀ is changed gradually to the energy E of `machine`: it is (1 - β) E₀ + β E, for β from 0 to 1, a geometric
 * path between the densities. At each change of β to β', the weight of a chain is multiplied by p*_β'(v) / p*_β(v), and
 * a sweep samples v from the new machine.
 */
export async function anneal(
  machine: BoltzmannMachine,
  logOdds: Float32Array,
  { temperatures, chains }: AnnealOptions,
  run: Run,
): Promise<Estimate> {
  const start = Tensor.from(logOdds);
  const follow = compile((v: Tensor, logWeights: Tensor, from: Tensor, to: Tensor) => {
    const [last] = scan(
      ({ v, logWeights }, [from, to]) => {
        const change = logDensityChange(machine, start, v, from!, to!);
        return [{ v: sweepAt(machine, start, v, to!), logWeights: logWeights.add(change) }, null];
      },
      { v, logWeights },
      [from, to],
    );
    return last;
  });
  const first = random.bernoulli(start.sigmoid(), [chains, machine.visible]).cast("f32");
  const betas = inverseTemperatures(temperatures);
  const state = await run.loop("annealing", {
    total: Math.ceil(temperatures / stride),
    state: { machine, v: first, logWeights: Tensor.from(new Float32Array(chains)) },
    async step(i, state) {
      const [begin, end] = [i * stride, Math.min((i + 1) * stride, temperatures)];
      const { v, logWeights } = follow(
        state.v,
        state.logWeights,
        betas.slice(begin, end),
        betas.slice(begin + 1, end + 1),
      );
      await logWeights.array();
      Object.assign(state, { v, logWeights });
    },
  });
  const logZ0 = (await start.softplus().sum().item()) + machine.hidden * Math.log(2);
  return estimateOf(logZ0, [...(await state.logWeights.array())]);
}

/**
 * Returns log p*_to(v) - log p*_from(v), with log p*_β(v) = (1 - β) a₀ᵀv + β aᵀv + Σ_j log(1 + exp(β (b_j + (vᵀW)_j))).
 */
function logDensityChange(machine: BoltzmannMachine, start: Tensor, v: Tensor, from: Tensor, to: Tensor): Tensor {
  const visible = v.matmul(machine.visibleBias.sub(start)).mul(to.sub(from));
  const x = machine.hiddenInput(v);
  // Subtracts unit by unit, because the sums are large compared with their difference.
  return visible.add(x.mul(to).softplus().sub(x.mul(from).softplus()).sum(-1));
}

/** Performs one Gibbs sweep of the machine at β. */
function sweepAt(machine: BoltzmannMachine, start: Tensor, v: Tensor, beta: Tensor): Tensor {
  const h = drawn(machine.hiddenInput(v).mul(beta).sigmoid());
  const input = machine
    .visibleInput(h)
    .mul(beta)
    .add(start.mul(beta.rsub(1)));
  return drawn(input.sigmoid());
}

/**
 * Returns temperatures from 0 to 1, increasingly dense: 1/29 of them up to 0.5, 8/29 up to 0.9 and 20/29 up to 1, as in
 * the paper.
 */
function inverseTemperatures(count: number): Float32Array {
  const knots = [
    [0, 0],
    [1 / 29, 0.5],
    [9 / 29, 0.9],
    [1, 1],
  ] as const;
  return Float32Array.from({ length: count + 1 }, (_, i) => {
    const place = i / count;
    const above = knots.findIndex(([at], k) => k > 0 && place <= at);
    const [[x0, y0], [x1, y1]] = [knots[above - 1]!, knots[above]!];
    return y0 + ((y1 - y0) * (place - x0)) / (x1 - x0);
  });
}

function estimateOf(logZ0: number, logWeights: readonly number[]): Estimate {
  const count = logWeights.length;
  const logMean = logSumExp(logWeights) - Math.log(count);
  // Weights divided by their mean.
  const weights = logWeights.map((log) => Math.exp(log - logMean));
  const variance = weights.reduce((sum, w) => sum + (w - 1) ** 2, 0) / (count - 1);
  const error = Math.sqrt(variance / count);
  const logZ = logZ0 + logMean;
  return {
    logZ,
    low: logZ + Math.log(Math.max(0, 1 - 3 * error)),
    high: logZ + Math.log1p(3 * error),
    effective: count ** 2 / weights.reduce((sum, w) => sum + w ** 2, 0),
    logWeights,
  };
}
