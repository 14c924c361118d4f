/**
 * The update rules, written as the textbook has them: how parameters θ follow from their gradient g, with the learning
 * rate α. Hebb's own optimizers are written for speed; on the way down a surface both make the same steps.
 */
import { Param, type Tensor, grad, zeros } from "hebb";

/** What a rule sees in step t, counted from 1: the parameters θ, their gradient g, and what it kept of the steps before. */
export interface Sight {
  readonly theta: Tensor;
  /** ∇L at θ, or at θ and so much further. */
  readonly gradient: (ahead?: Tensor) => Tensor;
  readonly kept: readonly Tensor[];
  readonly t: Tensor;
}

export interface Rule {
  /** What is kept for each parameter, 0 at first. */
  readonly keeps: readonly string[];
  /** The next θ, and the next value of what is kept. */
  readonly update: (sight: Sight) => readonly [theta: Tensor, ...kept: Tensor[]];
}

/** θ_t = θ_{t-1} - α g_t */
export function sgd(alpha: number): Rule {
  return { keeps: [], update: ({ theta, gradient }) => [theta.sub(gradient().mul(alpha))] };
}

/** Δθ_t = ρ Δθ_{t-1} - α g_t (Polyak, 1964): a ball that rolls, with friction. */
export function momentum(alpha: number, rho = 0.9): Rule {
  return {
    keeps: ["Δθ"],
    update: ({ theta, gradient, kept: [last] }) => {
      const delta = last!.mul(rho).sub(gradient().mul(alpha));
      return [theta.add(delta), delta];
    },
  };
}

/** As momentum, with the gradient at θ_{t-1} + ρ Δθ_{t-1}, where the ball is about to be (Nesterov, 1983). */
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

/** G_t = Σ g², Δθ_t = -α g_t / (√G_t + ε) (Duchi et al., 2011): a rate for each parameter, which only falls. */
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

/** G_t = β G_{t-1} + (1 - β) g², Δθ_t = -α g_t / (√G_t + ε) (Tieleman and Hinton, 2012): Adagrad that forgets. */
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
 * M_t = β₁ M_{t-1} + (1 - β₁) g, G_t = β₂ G_{t-1} + (1 - β₂) g², both divided by 1 - βᵗ, as they start from 0;
 * Δθ_t = -α M̂_t / (√Ĝ_t + ε) (Kingma and Ba, 2015): momentum and RMSProp. With `decay` λ as AdamW does it, which takes
 * α λ θ off the parameters beside that (Loshchilov and Hutter, 2019).
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

/** The moving average: β of the old mean, 1 - β of what is new. */
function mean(old: Tensor, value: Tensor, beta: number): Tensor {
  return old.mul(beta).add(value.mul(1 - beta));
}

/** 1 - βᵗ, the sum of a moving average's weights. */
function weight(beta: number, t: Tensor): Tensor {
  return t.mul(Math.log(beta)).exp().rsub(1);
}

/** A parameter that goes down a loss by a rule. */
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

  /** Within compile: one step down the loss, a function of the parameter. Returns the loss before it. */
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

  /** Where Nesterov's rule takes its next gradient, which is where PyTorch says that the parameter is: θ + ρ Δθ. */
  ahead(rho = 0.9): Tensor {
    return this.param.add(this.#kept[0]!.mul(rho));
  }
}
