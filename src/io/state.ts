/**
 * The state of a computation as bytes: modules, optimizers, parameters, tensors, typed arrays and plain JSON, in objects
 * and arrays. Parameters get their saved values in place; everything else is rebuilt.
 */
import { ArgumentError, DataError } from "../base/errors.ts";
import { type TypedArray, elementTypeOf } from "../base/dtype.ts";
import { describe, readOptions } from "../base/options.ts";
import { Module, Param, Tensor, parameters } from "../tensor/index.ts";
import { type Stateful, checkMatch } from "./checkpoint.ts";
import { type StoredTensor, decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/**
 * State of a computation: everything that its next step depends on. Values are modules, optimizers, parameters, tensors,
 * typed arrays, numbers, strings, booleans and null, in arrays and plain objects.
 */
export interface State {
  [key: string]: unknown;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const formatName = "hebb state";
const formatVersion = "1";
/** Key that marks an encoded value other than plain JSON; its value is the kind. */
const kindKey = "$";

/**
 * Encodes `state` as the bytes of a safetensors file, with `metadata` in its header. Rejects with an ArgumentError that names
 * the path of a value that cannot be saved, such as a function or an instance of a class.
 */
export async function encodeState(
  state: State,
  metadata: Record<string, string> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const tensors: [string, StoredTensor | Promise<StoredTensor>][] = [];
  const skeleton = describeValue(state, "", tensors);
  const stored = tensors.map(async ([path, tensor]): Promise<[string, StoredTensor]> => [path, await tensor]);
  return encodeSafetensors(await Promise.all(stored), {
    ...metadata,
    format: formatName,
    version: formatVersion,
    state: JSON.stringify(skeleton),
  });
}

/**
 * Restores the values saved by `encodeState` into `state`, in place, and returns the metadata. Modules, optimizers and
 * parameters must be at the same paths with the same shapes and element types; other values are replaced. Rejects with a
 * DataError, and changes nothing, if they differ. `source` names the bytes in errors.
 */
export async function decodeState(
  state: State,
  bytes: Uint8Array,
  options: { readonly source?: string } = {},
): Promise<Record<string, string>> {
  const { source = "the saved state" } = readOptions("decodeState", options, { source: "string" });
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  const { format, version, state: text, ...rest } = metadata;
  if (format !== formatName || version !== formatVersion || text === undefined) {
    throw new DataError(`${source} contains no state`, {
      rule: `It must have been written by encodeState: format "${formatName}", version ${formatVersion}.`,
    });
  }
  const skeleton = JSON.parse(text) as { [key: string]: Json };
  checkMatch(stateParameters(state), pick(tensors, skeleton), source);
  const changes: (() => void)[] = [];
  restoreObject(skeleton, state, "", { tensors, changes });
  for (const change of changes) change();
  return rest;
}

/**
 * Returns the parameters of the modules and optimizers in `state` by path. Parameters without a name get one, so that their
 * initial values do not depend on parameters named later.
 */
export function stateParameters(state: State): Map<string, Param> {
  return paramsIn(state, "");
}

function paramsIn(value: unknown, path: string): Map<string, Param> {
  if (isLive(value)) return new Map(paramsOf(value).map(([name, param]) => [join(path, name), param]));
  if (typeof value !== "object" || value === null || isLeaf(value)) return new Map();
  return new Map(Object.entries(value).flatMap(([key, item]) => [...paramsIn(item, join(path, key))]));
}

type Live = Module | Param | Stateful;

/** Returns true for values that are changed in place. */
function isLive(value: unknown): value is Live {
  if (value instanceof Module || value instanceof Param) return true;
  return typeof value === "object" && value !== null && (value as Partial<Stateful>).state instanceof Map;
}

function paramsOf(live: Live): (readonly [path: string, param: Param])[] {
  return live instanceof Module || live instanceof Param ? parameters(live) : [...live.state];
}

const isLeaf = (value: object): value is Tensor | TypedArray | Float64Array =>
  value instanceof Tensor || ArrayBuffer.isView(value);

const join = (path: string, key: string) => (path === "" ? key : `${path}/${key}`);

function describeValue(value: unknown, path: string, tensors: [string, StoredTensor | Promise<StoredTensor>][]): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { [kindKey]: "number", value: numberText(value) };
  }
  if (isLive(value)) {
    for (const [name, param] of paramsOf(value)) tensors.push([join(path, name), stored(param)]);
    return { [kindKey]: "live", paths: paramsOf(value).map(([name]) => name) };
  }
  if (value instanceof Tensor) {
    tensors.push([path, stored(value)]);
    return { [kindKey]: "tensor" };
  }
  if (value instanceof Float64Array) {
    const data = new Uint8Array(value.slice().buffer);
    tensors.push([path, { dtype: "u8", shape: [data.length], data }]);
    return { [kindKey]: "f64" };
  }
  const dtype = ArrayBuffer.isView(value) ? elementTypeOf(value) : null;
  if (dtype !== null) {
    const data = (value as TypedArray).slice();
    tensors.push([path, { dtype, shape: [data.length], data }]);
    return { [kindKey]: "array" };
  }
  if (Array.isArray(value)) return value.map((item, i) => describeValue(item, join(path, String(i)), tensors));
  if (isPlain(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (!Object.hasOwn(value, kindKey)) {
      return Object.fromEntries(entries.map(([key, item]) => [key, describeValue(item, join(path, key), tensors)]));
    }
  }
  throw new ArgumentError(`state.${path.replaceAll("/", ".")} is ${describe(value)}, which cannot be saved`, {
    rule: "A state contains modules, optimizers, parameters, tensors, typed arrays and JSON values, in arrays and plain objects.",
    fix: "Store plain values instead.",
  });
}

const isPlain = (value: unknown): value is { readonly [key: string]: unknown } => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const numberText = (value: number) => (Object.is(value, -0) ? "-0" : String(value));

async function stored(tensor: Tensor): Promise<StoredTensor> {
  return { dtype: tensor.dtype, shape: tensor.shape, data: (await tensor.array()).slice() };
}

/** Returns the saved tensors of modules, optimizers and parameters. */
function pick(tensors: ReadonlyMap<string, StoredTensor>, skeleton: Json, path = ""): Map<string, StoredTensor> {
  if (typeof skeleton !== "object" || skeleton === null) return new Map();
  if (!Array.isArray(skeleton) && kindKey in skeleton) {
    if (skeleton[kindKey] !== "live") return new Map();
    const paths = (skeleton["paths"] as string[]).map((name) => join(path, name));
    return new Map(paths.map((name) => [name, tensors.get(name)!]));
  }
  return new Map(Object.entries(skeleton).flatMap(([key, item]) => [...pick(tensors, item, join(path, key))]));
}

interface Restoring {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Applied at the end, after all checks. */
  readonly changes: (() => void)[];
}

function restoreValue(saved: Json, current: unknown, path: string, to: Restoring): unknown {
  if (typeof saved !== "object" || saved === null) return saved;
  if (Array.isArray(saved)) {
    const items = Array.isArray(current) ? current : [];
    const values = saved.map((item, i) => restoreValue(item, items[i], join(path, String(i)), to));
    // One by one: a call takes about 100,000 arguments at most.
    to.changes.push(() => {
      items.length = 0;
      for (const value of values) items.push(value);
    });
    return items;
  }
  switch (saved[kindKey]) {
    case undefined:
      return restoreObject(saved, isPlain(current) && !isLive(current) ? current : {}, path, to);
    case "live": {
      const live = current as Live;
      to.changes.push(() => {
        for (const [name, param] of paramsOf(live)) param.put(to.tensors.get(join(path, name))!.data);
      });
      return live;
    }
    case "number":
      return Number(saved["value"]);
    default: {
      const { data, shape, dtype } = to.tensors.get(path)!;
      if (saved[kindKey] === "tensor") return Tensor.from(data, shape, dtype);
      return saved[kindKey] === "f64" ? new Float64Array(data.slice().buffer) : data;
    }
  }
}

function restoreObject(saved: { [key: string]: Json }, current: State, path: string, to: Restoring): State {
  const values = Object.entries(saved).map(
    ([key, item]) => [key, restoreValue(item, current[key], join(path, key), to)] as const,
  );
  to.changes.push(() => {
    for (const key of Object.keys(current)) if (!Object.hasOwn(saved, key)) delete current[key];
    for (const [key, value] of values) current[key] = value;
  });
  return current;
}
