/** Derivatives of loops, which are loops again: all results of one loop at once. */
import { isFloat } from "../base/dtype.ts";
import type { Body, LoopCalculus, Node } from "../graph/node.ts";
import { filled } from "./broadcast.ts";
import { Companion, type Later } from "./companion.ts";

/** What loops bring along. */
export const loopCalculus: LoopCalculus = { gradients: loopGradients, tangents: loopTangents };

function loopGradients(...[{ body, inputs }, cotangents, wanted, gradients]: Parameters<LoopCalculus["gradients"]>) {
  const { parameters, carries, stacks, results, reverse } = body!;
  const companion = new Companion(body!, inputs);
  const outputs: Node[] = [];
  const given: Node[] = [];
  const carried = new Map<number, Node>();
  results.forEach((result, i) => {
    const dy = cotangents.get(i);
    if (!isFloat(result.dtype) || (i >= carries && !dy)) return;
    if (i < carries) carried.set(i, companion.carry(dy ?? filled(0, result)));
    outputs.push(result);
    given.push(carried.get(i) ?? companion.element(dy!));
  });
  const slopes = gradients(outputs, given, parameters);
  companion.take(slopes.filter((slope, i) => slope !== null && (i < carries || wanted[i])) as Node[]);
  const found = slopes.map((slope, i): Later | null => {
    const carry = carried.get(i);
    if (carry) {
      companion.close(carry, slope ?? filled(0, carry));
      return companion.last(carry);
    }
    if (slope === null || i < carries || !wanted[i]) return null;
    return i < carries + stacks ? companion.stack(slope) : companion.sum(slope);
  });
  companion.finish(!reverse);
  return found.map((later) => later?.() ?? null);
}

function loopTangents(...[{ body, inputs }, given, tangents]: Parameters<LoopCalculus["tangents"]>) {
  const { parameters, carries, stacks, results, reverse } = body!;
  const moving = movingCarries(body!, given, tangents);
  const companion = new Companion(body!, inputs);
  const directions = new Map<Node, Node>();
  parameters.forEach((parameter, i) => {
    const tangent = given[i] ?? (moving.has(i) ? filled(0, parameter) : null);
    if (!tangent) return;
    const direction =
      i < carries
        ? companion.carry(tangent)
        : i < carries + stacks
          ? companion.element(tangent)
          : companion.constant(tangent);
    directions.set(parameter, direction);
  });
  const found = tangents(results, [...directions.keys()], [...directions.values()]);
  companion.take(found.filter((tangent) => tangent !== null));
  const laters = found.map((tangent, i): Later | null => {
    if (i >= carries) return tangent && companion.stack(tangent);
    const carry = directions.get(parameters[i]!);
    if (!carry) return null;
    companion.close(carry, tangent ?? filled(0, carry));
    return companion.last(carry);
  });
  companion.finish(reverse);
  return laters.map((later) => later?.() ?? null);
}

/** The carries that come to depend on what the tangents move, be it after some turns. */
function movingCarries(
  { parameters, carries, results }: Body,
  given: readonly (Node | null)[],
  tangents: Parameters<LoopCalculus["tangents"]>[2],
): ReadonlySet<number> {
  const moving = new Set(parameters.flatMap((_, i) => (given[i] ? [i] : [])));
  for (;;) {
    const primals = parameters.filter((_, i) => moving.has(i));
    const next = tangents(results.slice(0, carries), primals, primals);
    const added = next.flatMap((tangent, i) => (tangent && !moving.has(i) ? [i] : []));
    if (added.length === 0) return moving;
    for (const i of added) moving.add(i);
  }
}
