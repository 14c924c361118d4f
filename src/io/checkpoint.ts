/**
 * Models as checkpoints: every parameter under its path in a safetensors file, and the optimizer's state beside them where
 * it is given. Bytes anywhere, files in Node. Knows an optimizer by its state only.
 */
import { ArgumentError, DataError, StateError, codeOf } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import { formatShape, sameShape } from "../base/shape.ts";
import { isNode } from "../runtime/host.ts";
import { type Module, type Param, parameters } from "../tensor/index.ts";
import { replaceFile } from "./replace-file.ts";
import { type StoredTensor, decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** What has state to keep, such as an optimizer: parameters by paths that begin with `optimizer/`. */
export interface Stateful {
  readonly state: ReadonlyMap<string, Param>;
}

export interface SaveOptions {
  /** Keep its step count and slots too, so that training can go on. */
  readonly optimizer?: Stateful;
  /** Text to keep beside the tensors. */
  readonly metadata?: Record<string, string>;
}

export interface LoadOptions {
  /** Restore its step count and slots too. Without one, those of the file are left alone. */
  readonly optimizer?: Stateful;
}

const saveKinds = { optimizer: "object", metadata: "object" } as const;
const loadKinds = { optimizer: "object" } as const;

const statePrefix = "optimizer/";

/** Listed names per kind of fault: enough to see the pattern. */
const listed = 8;

/** The bytes of a checkpoint of `model`. */
export async function encodeModel(model: Module, options: SaveOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  return encode(model, readOptions("encodeModel", options, saveKinds));
}

async function encode(model: Module, { optimizer, metadata = {} }: SaveOptions): Promise<Uint8Array<ArrayBuffer>> {
  for (const [name, text] of Object.entries<unknown>(metadata)) {
    if (typeof text === "string") continue;
    throw new ArgumentError(`a checkpoint was given ${shown(text)} as metadata.${name}`, {
      rule: "Metadata is text: all its values are strings.",
      fix: `Write it as text: { ${name}: JSON.stringify(${name}) }.`,
    });
  }
  const params = [...paramsOf(model, optimizer)];
  const tensors = params.map(async ([path, param]): Promise<[string, StoredTensor]> => {
    return [path, { dtype: param.dtype, shape: param.shape, data: await param.array() }];
  });
  return encodeSafetensors(await Promise.all(tensors), metadata);
}

/**
 * Gives `model` the values of a checkpoint and returns its metadata; `source` is how errors call it. Every parameter must
 * be there with its shape and type, and nothing else: otherwise rejects with a DataError that lists what is not, and
 * changes nothing.
 */
export async function decodeModel(
  model: Module,
  bytes: Uint8Array,
  options: LoadOptions & { readonly source?: string } = {},
): Promise<Record<string, string>> {
  const kinds = { ...loadKinds, source: "string" } as const;
  const { optimizer, source = "the checkpoint" } = readOptions("decodeModel", options, kinds);
  const params = paramsOf(model, optimizer);
  if (!(bytes instanceof Uint8Array)) {
    throw new ArgumentError(`decodeModel was given ${shown(bytes)} as bytes`, {
      rule: "It takes the bytes of a file, a Uint8Array.",
      fix: "loadModel(model, path) reads a file.",
    });
  }
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  if (optimizer === undefined) {
    for (const path of tensors.keys()) if (path.startsWith(statePrefix)) tensors.delete(path);
  }
  checkMatch(params, tensors, source);
  // All at once: whatever else goes on sees the old model or the new one.
  for (const [path, param] of params) param.put(tensors.get(path)!.data);
  return metadata;
}

/** Writes a checkpoint of `model` to the file `path`, in Node. The file is replaced whole or not at all. */
export async function saveModel(model: Module, path: string, options: SaveOptions = {}): Promise<void> {
  requireFiles("saveModel", "encodeModel gives the bytes of the file.");
  checkPath("saveModel", path);
  const bytes = await encode(model, readOptions("saveModel", options, saveKinds));
  await replaceFile(path, bytes, "The model");
}

/** Gives `model` the values of the file `path`, in Node; else as `decodeModel`. */
export async function loadModel(
  model: Module,
  path: string,
  options: LoadOptions = {},
): Promise<Record<string, string>> {
  requireFiles("loadModel", "decodeModel takes the bytes of the file.");
  checkPath("loadModel", path);
  readOptions("loadModel", options, loadKinds);
  // Asked for at run time, so that bundles for browsers hold no trace of it.
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  const bytes: Uint8Array = await readFile(path).catch((error: unknown) => {
    throw new DataError(`The model ${path} cannot be read (${codeOf(error)}): name a file that saveModel wrote.`);
  });
  return decodeModel(model, bytes, { ...options, source: path });
}

function checkPath(caller: string, path: unknown): void {
  if (typeof path === "string" && path !== "") return;
  throw new ArgumentError(`${caller} was given ${shown(path)} as path`, {
    rule: `It takes a model and the path of a file: ${caller}(model, "model.safetensors").`,
  });
}

function requireFiles(caller: string, fix: string): void {
  if (!isNode) throw new StateError(`${caller} was called outside Node`, { rule: "Only Node has files.", fix });
}

function paramsOf(model: Module, optimizer: Stateful | undefined): Map<string, Param> {
  const params = new Map(parameters(model));
  for (const [path, param] of optimizer?.state ?? []) {
    if (params.has(path)) {
      throw new ArgumentError(`a checkpoint cannot hold two parameters called ${path}`, {
        rule: `Paths that begin with ${statePrefix} are the optimizer's.`,
      });
    }
    params.set(path, param);
  }
  return params;
}

function checkMatch(
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
  const faults = [
    list("missing", missing),
    list("unexpected", unexpected),
    list("of another shape or type", different),
  ];
  if (faults.every((fault) => fault === "")) return;
  throw new DataError(`${source} does not fit the model`, {
    rule: `${faults.filter(Boolean).join("; ")}.`,
    fix: "Load it into the model that it was saved from; nothing was changed.",
  });
}

function list(kind: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > listed ? `, and ${names.length - listed} more` : "";
  return `${kind}: ${names.slice(0, listed).join(", ")}${more}`;
}
