/**
 * The update rules in textbook form: parameters θ, their gradient g, and the learning rate α. Hebb's own optimizers are
 * written for speed; both take the same steps.
 */
import { Param, type Tensor, grad, zeros } from "hebb";

/**
 * Arguments of a rule in step t, counted from 1: the parameters θ, their gradient g, and the state of the optimizer.
 */
export interface RuleInput {
  readonly theta: Tensor;
  /** Returns ∇L at θ, or at θ + `ahead`. */
  readonly gradient: (ahead?: Tensor) => Tensor;
  readonly kept: readonly Tensor[];
  readonly t: Tensor;
}

/** An update rule. */
export interface Rule {
  /** Names of the state for each parameter, which starts at 0. */
  readonly keeps: readonly string[];
  /** Returns the next θ and the next state. */
  readonly update: (sight: RuleInput) => readonly [theta: Tensor, ...kept: Tensor[]];
}

/** θ_t = θ_{t-1} - α g_t */
export function sgd(alpha: number): Rule {
  return { keeps: [], update: ({ theta, gradient }) => [theta.sub(gradient().mul(alpha))] };
}

/** Δθ_t = ρ Δθ_{t-1} - α g_t (Polyak, 1964), like a rolling ball with friction. */
export function momentum(alpha: number, rho = 0.9): Rule {
  return {
    keeps: ["Δθ"],
    update: ({ theta, gradient, kept: [last] }) => {
      const delta = last!.mul(rho).sub(gradient().mul(alpha));
      return [theta.add(delta), delta];
    },
  };
}

/** Momentum with the gradient at the look-ahead point θ_{t-1} + ρ Δθ_{t-1} (Nesterov, 1983). */
export function nesterov(alpha: number, rho = 0.9): Rule {
  return {
    keeps: ["Δθ"],
    update: ({ theta, gradient, kept: [last] }) => {
      const ahead = last!.mul(rho);
      const delta = ahead.sub(gradient(ahead).mul(alpha));
      return [theta.add(delta), delta];
    },
  };
}

/**
 * G_t = Σ g², Δθ_t = -α g_t / (√G_t + ε) (Duchi et al., 2011): a learning rate for each parameter, which only
 * decreases.
 */
export function adagrad(alpha: number, epsilon = 1e-10): Rule {
  return {
    keeps: ["G"],
    update: ({ theta, gradient, kept: [last] }) => {
      const g = gradient();
      const squares = last!.add(g.square());
      return [theta.sub(g.mul(alpha).div(squares.sqrt().add(epsilon))), squares];
    },
  };
}

/**
 * G_t = β G_{t-1} + (1 - β) g², Δθ_t = -α g_t / (√G_t + ε) (Tieleman and Hinton, 2012): Adagrad with exponential decay
 * of the squares.
 */
export function rmsprop(alpha: number, beta = 0.9, epsilon = 1e-8): Rule {
  return {
    keeps: ["G"],
    update: ({ theta, gradient, kept: [last] }) => {
      const g = gradient();
      const squares = mean(last!, g.square(), beta);
      return [theta.sub(g.mul(alpha).div(squares.sqrt().add(epsilon))), squares];
    },
  };
}

/**
 * M_t = β₁ M_{t-1} + (1 - β₁) g and G_t = β₂ G_{t-1} + (1 - β₂) g², both divided by 1 - βᵗ to correct the bias of
 * starting at 0; Δθ_t = -α M̂_t / (√Ĝ_t + ε) (Kingma and Ba, 2015). With `decay` λ, α λ θ is subtracted from the
 * parameters as in AdamW (Loshchilov and Hutter, 2019).
 */
export function adam(alpha: number, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 } = {}): Rule {
  return {
    keeps: ["M", "G"],
    update: ({ theta, gradient, kept, t }) => {
      const g = gradient();
      const m = mean(kept[0]!, g, beta1);
      const squares = mean(kept[1]!, g.square(), beta2);
      const corrected = m.div(weight(beta1, t));
      const root = squares.div(weight(beta2, t)).sqrt();
      const next = theta.mul(1 - alpha * decay).sub(corrected.mul(alpha).div(root.add(epsilon)));
      return [next, m, squares];
    },
  };
}

/** Returns the exponential moving average: β of the old mean plus 1 - β of the new value. */
function mean(old: Tensor, value: Tensor, beta: number): Tensor {
  return old.mul(beta).add(value.mul(1 - beta));
}

/** Returns 1 - βᵗ, the sum of the weights of a moving average. */
function weight(beta: number, t: Tensor): Tensor {
  return t.mul(Math.log(beta)).exp().rsub(1);
}

/** Minimizes a loss by one parameter with a rule. */
export class Descent {
  readonly param: Param;
  readonly #rule: Rule;
  readonly #kept: readonly Param[];
  readonly #t = new Param([], (shape) => zeros(shape), { trainable: false });

  constructor(param: Param, rule: Rule) {
    this.param = param;
    this.#rule = rule;
    this.#kept = rule.keeps.map(() => new Param(param.shape, (shape) => zeros(shape), { trainable: false }));
  }

  /**
   * Takes one step with the gradient of the loss, a function of the parameter, and returns the loss before it. Must be
   * called inside `compile`.
   */
  minimize(loss: (theta: Tensor) => Tensor): Tensor {
    const theta = this.param.add(0);
    const before = loss(theta);
    const gradient = (ahead?: Tensor): Tensor => {
      const place = ahead === undefined ? theta : theta.add(ahead);
      return grad(ahead === undefined ? before : loss(place), [place])[0];
    };
    const t = this.#t.add(1);
    this.#t.assign(t);
    const [next, ...kept] = this.#rule.update({ theta, gradient, kept: this.#kept, t });
    this.param.assign(next);
    this.#kept.forEach((param, i) => param.assign(kept[i]!));
    return before;
  }

  /** Returns θ + ρ Δθ, the point of Nesterov's next gradient, which PyTorch stores as the parameter. */
  ahead(rho = 0.9): Tensor {
    return this.param.add(this.#kept[0]!.mul(rho));
  }
}
