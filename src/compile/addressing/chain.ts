/**
 * Chains of movements and broadcasts that map the index space of a consumer to that of a producer, innermost first.
 * Chains are interned, so equal chains to the same node share one expression.
 */
import type { Node } from "../../graph/node.ts";
import type { Shape } from "../../base/shape.ts";
import { broadcastView, moveView, permuteView, reshapeView, type View } from "./view.ts";

type Step =
  | { readonly kind: "move"; readonly node: Node }
  | { readonly kind: "broadcast" | "reshape"; readonly shape: Shape }
  | { readonly kind: "permute"; readonly order: readonly number[] };

/** One link of a chain. `next` is null at the end of the chain, the axes of the loops. */
export interface Chain {
  readonly id: number;
  readonly step: Step;
  readonly next: Chain | null;
}

/** Creates and interns chains. */
export class Chains {
  readonly #known = new Map<string, Chain>();

  /** Returns the chain through a movement node, from its users to its input. */
  move(node: Node, next: Chain): Chain {
    return this.#intern(`m${node.id}`, { kind: "move", node }, next);
  }

  broadcast(shape: Shape, next: Chain): Chain {
    return this.#intern(`b${shape.join()}`, { kind: "broadcast", shape }, next);
  }

  reshape(shape: Shape, next: Chain): Chain {
    return this.#intern(`r${shape.join()}`, { kind: "reshape", shape }, next);
  }

  /**
   * Returns the chain from the axes of a producer to those of its consumer. Axis i of the consumer is axis `order`[i]
   * of the producer.
   */
  permute(order: readonly number[], next: Chain): Chain {
    return this.#intern(`p${order.join()}`, { kind: "permute", order }, next);
  }

  /** Returns the end of a chain: the axes of the loops. */
  domain(shape: Shape): Chain {
    return this.#intern(`r${shape.join()}`, { kind: "reshape", shape }, null);
  }

  #intern(step: string, value: Step, next: Chain | null): Chain {
    const key = `${step}>${next?.id ?? ""}`;
    const known = this.#known.get(key);
    if (known) return known;
    const chain = { id: this.#known.size, step: value, next };
    this.#known.set(key, chain);
    return chain;
  }
}

/**
 * The view found by following a chain, or the movement node whose input must be copied first. `blocked` is null if the
 * axes of the loops do not fit.
 */
export type Followed = { readonly view: View } | { readonly blocked: Node | null };

/** Follows a chain from a view of the producer to a view over the axes of the loops. */
export function follow(chain: Chain, start: View): Followed {
  let view: View = start;
  for (let link: Chain | null = chain; link; link = link.next) {
    const { step } = link;
    const next = advance(step, view);
    if (next === null) return { blocked: step.kind === "move" ? step.node : null };
    view = next;
  }
  return { view };
}

function advance(step: Step, view: View): View | null {
  switch (step.kind) {
    case "move":
      return moveView(step.node, view);
    case "broadcast":
      return broadcastView(view, step.shape);
    case "reshape":
      return reshapeView(view, step.shape);
    case "permute":
      return permuteView(view, step.order);
  }
}
