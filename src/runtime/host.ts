/**
 * Differences between Node and browsers: shared memory, the number of cores, and starting a worker. Node's modules are
 * loaded at run time, so that bundles for browsers do not contain references to them.
 */

/** A running worker, which does not keep the process alive. */
export interface WorkerHandle {
  post(message: unknown): void;
}

export const isNode = typeof process === "object" && typeof process.getBuiltinModule === "function";

/**
 * Returns true if this thread may block: in Node or in a dedicated worker. The main thread of a page and service
 * workers must not block.
 */
export function canBlock(): boolean {
  return isNode || "DedicatedWorkerGlobalScope" in globalThis;
}

export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === "function" && (isNode || globalThis.crossOriginIsolated);
}

export function coreCount(): number {
  return isNode ? process.getBuiltinModule("node:os").availableParallelism() : navigator.hardwareConcurrency;
}

/**
 * Starts worker.js, which is in the same folder as this file, built or bundled. `gone` is called when the worker has
 * ended, with the reason if it failed.
 */
export function startWorker(gone: (reason?: unknown) => void): WorkerHandle {
  if (!isNode) return startWebWorker(gone);
  return startOrNot(gone, () => {
    const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
    // The worker must not inherit options of the process such as --test or --inspect.
    const worker = new NodeWorker(new URL("./worker.js", import.meta.url), { name: "hebb", execArgv: [] });
    let reason: unknown;
    worker.on("error", (error) => (reason = error));
    worker.on("exit", () => gone(reason));
    worker.unref();
    return { post: (message) => worker.postMessage(message) };
  });
}

/**
 * Calls `start`, and `gone` if it throws: workers may be forbidden by the permissions of the process, or because the
 * script comes from another origin.
 */
function startOrNot(gone: (reason?: unknown) => void, start: () => WorkerHandle): WorkerHandle {
  try {
    return start();
  } catch (error) {
    queueMicrotask(() => gone(error));
    return { post: () => {} };
  }
}

function startWebWorker(gone: (reason?: unknown) => void): WorkerHandle {
  return startOrNot(gone, () => {
    // Bundlers recognize exactly this expression.
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    // The event has no message if the script could not be loaded.
    worker.addEventListener("error", ({ message }) => gone(message || "worker.js could not be loaded"));
    // The only message of a worker says that it is about to exit.
    worker.addEventListener("message", () => gone());
    return { post: (message) => worker.postMessage(message) };
  });
}
