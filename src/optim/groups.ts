/** Which parameters an optimizer changes, and with which options: a model, a list, or groups with options of their own. */
import { ArgumentError } from "../base/errors.ts";
import { Module, Param, parameters } from "../tensor/index.ts";

type Trainee = Module | Param;

/** Parameters, or the models that have them, with options that differ from the optimizer's. */
export type ParamGroup<Options> = Options & { readonly params: Trainee | readonly Trainee[] };

/**
 * A model, a parameter, a list of both, or a list of groups. Parameters with `trainable: false` are left out; frozen ones
 * wait.
 */
export type Target<Options> = Trainee | readonly Trainee[] | readonly ParamGroup<Options>[];

/** A parameter, and what the optimizer calls it, which is unique among its parameters. */
export interface NamedParam {
  readonly name: string;
  readonly param: Param;
}

/** Parameters with the options that were given for them alone. */
export interface NamedGroup<Options> {
  readonly params: readonly NamedParam[];
  readonly options: Options;
}

/** Throws an ArgumentError where nothing can be trained or a parameter is in two groups. */
export function groupsOf<Options>(optimizer: string, target: Target<Options>): NamedGroup<Options>[] {
  const given = splitGroups(optimizer, target);
  // One root: parameters that nobody has named get names that tell the groups apart.
  parameters(given.length === 1 ? given[0]!.params : given.map(({ params }) => params));
  const names = new Set<string>();
  const seen = new Set<Param>();
  const groups = given.map(({ params, options }) => {
    const trainable = parameters(params).flatMap(([, param]) => (param.isWeight ? [param] : []));
    for (const param of trainable) checkOnce(optimizer, param, seen);
    return { params: trainable.map((param) => ({ name: nameOf(param, names), param })), options };
  });
  if (seen.size > 0) return groups;
  throw new ArgumentError(`${optimizer} was given nothing to train`, {
    rule: "At least one parameter is trainable.",
    fix: "Pass a model, or a list of its parameters.",
  });
}

interface GivenGroup<Options> {
  readonly params: object;
  readonly options: Options;
}

function splitGroups<Options>(optimizer: string, target: Target<Options>): GivenGroup<Options>[] {
  if (!isGroups(target)) return [{ params: target, options: {} as Options }];
  return target.map(({ params, ...options }) => {
    if (typeof params === "object") return { params, options: options as unknown as Options };
    throw new ArgumentError(`${optimizer} was given a group without parameters`, {
      rule: "A group is { params, ...options }, with a model or a list of parameters.",
    });
  });
}

function isGroups<Options>(target: Target<Options>): target is readonly ParamGroup<Options>[] {
  if (!Array.isArray(target)) return false;
  return target.some((item: unknown) => !(item instanceof Module || item instanceof Param));
}

function checkOnce(optimizer: string, param: Param, seen: Set<Param>): void {
  if (seen.has(param)) {
    throw new ArgumentError(`${optimizer} was given ${param.path} in two groups`, {
      rule: "A parameter belongs to one group, as it is changed once a step.",
    });
  }
  seen.add(param);
}

/** The parameter's path; parameters of different models may share one. */
function nameOf(param: Param, taken: Set<string>): string {
  let name = param.path;
  for (let n = 2; taken.has(name); n++) name = `${param.path}#${n}`;
  taken.add(name);
  return name;
}
