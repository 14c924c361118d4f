/**
 * Checkpoints of models: safetensors files that contain all parameters by path, and optionally the state of an
 * optimizer. Encoding works everywhere, files require Node.
 */
import { ArgumentError, DataError, StateError, codeOf } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import { formatShape, sameShape } from "../base/shape.ts";
import { isNode } from "../runtime/host.ts";
import { type Module, type Param, type RandomState, parameters } from "../tensor/index.ts";
import { replaceFile } from "./replace-file.ts";
import { type StoredTensor, decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** Object with state to save, such as an optimizer. */
export interface Stateful {
  /** Parameters by path. Paths start with `optimizer/`. */
  readonly state: ReadonlyMap<string, Param>;
}

/** Random numbers whose state can be saved: `random`. */
export interface RandomSource {
  state(): RandomState;
  restore(state: RandomState): void;
}

/** Options of `saveModel` and `encodeModel`. */
export interface SaveOptions {
  /** Optimizer whose state (step count, slots, learning rates) is saved too, so that training can resume. Default: none. */
  readonly optimizer?: Stateful;
  /** Random numbers whose state is saved too, so that a resumed training draws what follows: `random`. Default: none. */
  readonly random?: RandomSource;
  /** Strings stored in the header of the file. Default: none. */
  readonly metadata?: Record<string, string>;
}

/** Options of `loadModel` and `decodeModel`. */
export interface LoadOptions {
  /** Optimizer whose state (step count, slots, learning rates) is restored too. Without it, optimizer state in the file is ignored. */
  readonly optimizer?: Stateful;
  /** Random numbers whose state is restored too: `random`. Without it, their state in the file is ignored. */
  readonly random?: RandomSource;
}

const saveKinds = { optimizer: "object", random: "object", metadata: "object" } as const;
const loadKinds = { optimizer: "object", random: "object" } as const;

/** Name of the metadata entry with the state of the random numbers. */
const randomName = "random";

const statePrefix = "optimizer/";

/** Maximum number of names listed per kind of mismatch in errors. */
const listed = 8;

/**
 * Returns a checkpoint of `model` as bytes in the safetensors format. Rejects with an ArgumentError if an option is
 * invalid.
 */
export async function encodeModel(model: Module, options: SaveOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  return encode(model, readOptions("encodeModel", options, saveKinds));
}

async function encode(
  model: Module,
  { optimizer, random, metadata = {} }: SaveOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Object.hasOwn(metadata, randomName)) {
    throw new ArgumentError(`a checkpoint was given metadata.${randomName}`, {
      rule: "This name is reserved for the state of the random numbers.",
      fix: "Use another name.",
    });
  }
  for (const [name, text] of Object.entries<unknown>(metadata)) {
    if (typeof text === "string") continue;
    throw new ArgumentError(`a checkpoint was given ${shown(text)} as metadata.${name}`, {
      rule: "All values of metadata must be strings.",
      fix: `Convert it: { ${name}: JSON.stringify(${name}) }.`,
    });
  }
  const params = [...paramsOf(model, optimizer)];
  const tensors = params.map(async ([path, param]): Promise<[string, StoredTensor]> => {
    return [path, { dtype: param.dtype, shape: param.shape, data: await param.array() }];
  });
  // Taken before the values are awaited, because other code may draw meanwhile.
  const drawn = random && { [randomName]: JSON.stringify(random.state()) };
  return encodeSafetensors(await Promise.all(tensors), { ...metadata, ...drawn });
}

/**
 * Loads a checkpoint from bytes into `model` and returns its metadata. `source` is the name of the checkpoint in
 * errors; the default is "the checkpoint". The checkpoint must contain exactly the parameters of the model, with the
 * same shapes and element types. Otherwise, rejects with a DataError that lists the differences, and changes nothing.
 */
export async function decodeModel(
  model: Module,
  bytes: Uint8Array,
  options: LoadOptions & { readonly source?: string } = {},
): Promise<Record<string, string>> {
  const kinds = { ...loadKinds, source: "string" } as const;
  const { optimizer, random, source = "the checkpoint" } = readOptions("decodeModel", options, kinds);
  const params = paramsOf(model, optimizer);
  if (!(bytes instanceof Uint8Array)) {
    throw new ArgumentError(`decodeModel was given ${shown(bytes)} as bytes`, {
      rule: "It requires the bytes of a file, a Uint8Array.",
      fix: "To read a file, use loadModel(model, path).",
    });
  }
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  const { [randomName]: drawn, ...rest } = metadata;
  if (random !== undefined && drawn === undefined) {
    throw new DataError(`${source} contains no state of random numbers`, {
      rule: "saveModel(model, path, { random }) saves it.",
      fix: "Load without the option random.",
    });
  }
  if (optimizer === undefined) {
    for (const path of tensors.keys()) if (path.startsWith(statePrefix)) tensors.delete(path);
  }
  checkMatch(params, tensors, source);
  random?.restore(JSON.parse(drawn!) as RandomState);
  // No await in this loop, so other code sees either the old model or the new one.
  for (const [path, param] of params) param.put(tensors.get(path)!.data);
  return rest;
}

/**
 * Saves a checkpoint of `model` to the file `path`, in Node. The file is replaced atomically. Rejects with a DataError
 * if it cannot be written, a StateError outside Node, and an ArgumentError if an argument is invalid.
 */
export async function saveModel(model: Module, path: string, options: SaveOptions = {}): Promise<void> {
  requireFiles("saveModel", "encodeModel returns the bytes.");
  checkPath("saveModel", path);
  const bytes = await encode(model, readOptions("saveModel", options, saveKinds));
  await replaceFile(path, bytes, "The model");
}

/**
 * Loads the checkpoint in the file `path` into `model`, in Node, and returns its metadata. Rejects with a DataError if
 * the file cannot be read or does not match the model (see `decodeModel`), and with a StateError outside Node.
 */
export async function loadModel(
  model: Module,
  path: string,
  options: LoadOptions = {},
): Promise<Record<string, string>> {
  requireFiles("loadModel", "decodeModel reads bytes.");
  checkPath("loadModel", path);
  readOptions("loadModel", options, loadKinds);
  // Loaded at run time, so that browser bundles do not contain it.
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  const bytes: Uint8Array = await readFile(path).catch((error: unknown) => {
    throw new DataError(`The model ${path} cannot be read (${codeOf(error)}). Pass a file written by saveModel.`);
  });
  return decodeModel(model, bytes, { ...options, source: path });
}

function checkPath(caller: string, path: unknown): void {
  if (typeof path === "string" && path !== "") return;
  throw new ArgumentError(`${caller} was given ${shown(path)} as path`, {
    rule: `Pass a model and the path of a file: ${caller}(model, "model.safetensors").`,
  });
}

function requireFiles(caller: string, fix: string): void {
  if (!isNode) throw new StateError(`${caller} was called outside Node`, { rule: "Files require Node.", fix });
}

function paramsOf(model: Module, optimizer: Stateful | undefined): Map<string, Param> {
  const params = new Map(parameters(model));
  for (const [path, param] of optimizer?.state ?? []) {
    if (params.has(path)) {
      throw new ArgumentError(`the model has a parameter named ${path}`, {
        rule: `Names that start with ${statePrefix} are reserved for optimizers.`,
      });
    }
    params.set(path, param);
  }
  return params;
}

export function checkMatch(
  params: ReadonlyMap<string, Param>,
  tensors: ReadonlyMap<string, StoredTensor>,
  source: string,
): void {
  const missing = [...params.keys()].filter((path) => !tensors.has(path));
  const unexpected = [...tensors.keys()].filter((path) => !params.has(path));
  const different = [...params].flatMap(([path, param]) => {
    const found = tensors.get(path);
    if (found === undefined || (sameShape(found.shape, param.shape) && found.dtype === param.dtype)) return [];
    return [
      `${path} (${found.dtype} ${formatShape(found.shape)} instead of ${param.dtype} ${formatShape(param.shape)})`,
    ];
  });
  const faults = [list("missing", missing), list("unexpected", unexpected), list("different shape or type", different)];
  if (faults.every((fault) => fault === "")) return;
  throw new DataError(`${source} does not match the model`, {
    rule: `${faults.filter(Boolean).join("; ")}.`,
    fix: "Load it into a model of the same structure. Nothing was changed.",
  });
}

function list(kind: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > listed ? `, and ${names.length - listed} more` : "";
  return `${kind}: ${names.slice(0, listed).join(", ")}${more}`;
}
