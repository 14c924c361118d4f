/** Parameter groups: the parameters that an optimizer changes, and the options of each group. */
import { ArgumentError } from "../base/errors.ts";
import { Module, Param, parameters } from "../tensor/index.ts";

type Trainee = Module | Param;

/** Parameter group: parameters or models, with options that override those of the optimizer. */
export type ParamGroup<Options> = Options & { readonly params: Trainee | readonly Trainee[] };

/**
 * Parameters of an optimizer: a model, a parameter, a list of both, or a list of groups. Parameters with
 * `trainable: false` are excluded. Frozen parameters are included, but do not change until they are unfrozen.
 */
export type Target<Options> = Trainee | readonly Trainee[] | readonly ParamGroup<Options>[];

/** Parameter with a name that is unique within the optimizer. */
export interface NamedParam {
  readonly name: string;
  readonly param: Param;
}

/** Parameters with the options of their group. */
export interface NamedGroup<Options> {
  readonly params: readonly NamedParam[];
  readonly options: Options;
}

/** Splits `target` into groups. Throws an ArgumentError if nothing can be trained or a parameter is in two groups. */
export function groupsOf<Options>(optimizer: string, target: Target<Options>): NamedGroup<Options>[] {
  const given = splitGroups(optimizer, target);
  // One root for all groups, so that parameters without a name get different names in different groups.
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
    rule: "At least one parameter must be trainable.",
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
      rule: "A group is { params, ...options }; params is a model or a list.",
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
      rule: "A parameter can only be in one group.",
    });
  }
  seen.add(param);
}

/** Path of the parameter, with a suffix if a parameter of another model has the same path. */
function nameOf(param: Param, taken: Set<string>): string {
  let name = param.path;
  for (let n = 2; taken.has(name); n++) name = `${param.path}#${n}`;
  taken.add(name);
  return name;
}
