/** Derivatives of loops, which are loops again. They handle all results of a loop together. */
import { isFloat } from "../base/dtype.ts";
import type { Body, LoopCalculus, Node } from "../graph/node.ts";
import { filled } from "./broadcast.ts";
import { DerivedLoop, type Wanted } from "./derived-loop.ts";

/** Derivatives referred to by the bodies of loops. */
export const loopCalculus: LoopCalculus = { gradients: loopGradients, tangents: loopTangents };

function loopGradients(...[{ body, inputs }, cotangents, wanted, gradients]: Parameters<LoopCalculus["gradients"]>) {
  const { parameters, carries, stacks, results, reverse } = body!;
  const loop = new DerivedLoop(body!, inputs);
  const outputs: Node[] = [];
  const given: Node[] = [];
  const carried = new Map<number, Node>();
  results.forEach((result, i) => {
    const dy = cotangents.get(i);
    if (!isFloat(result.dtype) || (i >= carries && !dy)) return;
    if (i < carries) carried.set(i, loop.carry(dy ?? filled(0, result)));
    outputs.push(result);
    given.push(carried.get(i) ?? loop.element(dy!));
  });
  const slopes = gradients(outputs, given, parameters);
  const found = slopes.map((slope, i): Wanted | null => {
    const carry = carried.get(i);
    if (carry) return { carry, next: slope };
    if (slope === null || i < carries || !wanted[i]) return null;
    return i < carries + stacks ? { stack: slope } : { sum: slope };
  });
  return loop.results(found, !reverse);
}

function loopTangents(...[{ body, inputs }, given, tangents]: Parameters<LoopCalculus["tangents"]>) {
  const { parameters, carries, stacks, results, reverse } = body!;
  const moving = movingCarries(body!, given, tangents);
  const loop = new DerivedLoop(body!, inputs);
  const directions = new Map<Node, Node>();
  parameters.forEach((parameter, i) => {
    const tangent = given[i] ?? (moving.has(i) ? filled(0, parameter) : null);
    if (!tangent) return;
    if (i < carries) directions.set(parameter, loop.carry(tangent));
    else if (i < carries + stacks) directions.set(parameter, loop.element(tangent));
    else directions.set(parameter, loop.constant(tangent));
  });
  const found = tangents(results, [...directions.keys()], [...directions.values()]);
  const wanted = found.map((tangent, i): Wanted | null => {
    if (i >= carries) return tangent && { stack: tangent };
    const carry = directions.get(parameters[i]!);
    return carry ? { carry, next: tangent } : null;
  });
  return loop.results(wanted, reverse);
}

/** The inputs with a nonzero tangent, and the carries that depend on them after any number of iterations. */
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
