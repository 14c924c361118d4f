/** Ctrl-C during work that can end early and keep what it has. */

/** What a shell reports of a command that SIGINT ended. */
export const interruptedExitCode = 130;

/** Runs `work`, whose signal aborts on SIGINT. A second SIGINT ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", interrupt);
  }
}
