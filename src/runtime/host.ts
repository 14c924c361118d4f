/**
 * What differs between Node and browsers: whether memory can be shared, how many cores there are, how a worker starts.
 * Node's modules are asked for at run time, so that bundles for browsers hold no trace of them.
 */

/** A started worker, which does not keep the process alive. */
export interface WorkerHandle {
  post(message: unknown): void;
}

export const isNode = typeof process === "object" && typeof process.getBuiltinModule === "function";

/** A page must not be blocked, nor a service worker; only a dedicated worker can wait for others and start its own. */
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
 * Starts worker.js, which lies beside this file, built or bundled. `gone` is called when it has ended, with the reason
 * if it did not leave by itself.
 */
export function startWorker(gone: (reason?: unknown) => void): WorkerHandle {
  if (!isNode) return startWebWorker(gone);
  return startOrNot(gone, () => {
    const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
    // Options of the process such as --test or --inspect are not for the worker.
    const worker = new NodeWorker(new URL("./worker.js", import.meta.url), { name: "hebb", execArgv: [] });
    let reason: unknown;
    worker.on("error", (error) => (reason = error));
    worker.on("exit", () => gone(reason));
    worker.unref();
    return { post: (message) => worker.postMessage(message) };
  });
}

/** A worker may be forbidden: by the permissions of the process, or because its script is of another origin. */
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
    // Bundlers look for exactly this form.
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    // Where it could not be loaded there is no message.
    worker.addEventListener("error", ({ message }) => gone(message || "worker.js could not be loaded"));
    // It says one thing only: that it leaves.
    worker.addEventListener("message", () => gone());
    return { post: (message) => worker.postMessage(message) };
  });
}
