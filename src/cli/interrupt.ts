/**
 * Interruptions: Ctrl-C, signals and closed output pipes. Interruptible work receives an abort signal, saves its
 * results and returns; the process ends afterwards.
 */
import { Interrupted } from "../../models/interrupted.ts";

interface Cause {
  /** Name in messages. */
  readonly name: string;
  /** Exit code by the convention of shells: 128 plus the number of the signal. */
  readonly exitCode: number;
}

const signals: Readonly<Partial<Record<NodeJS.Signals, Cause>>> = {
  SIGINT: { name: "Ctrl-C", exitCode: 130 },
  SIGTERM: { name: "SIGTERM", exitCode: 143 },
  SIGHUP: { name: "SIGHUP", exitCode: 129 },
};
const noReader: Cause = { name: "a closed output pipe", exitCode: 141 };

/** The controller of the current interruptible work. */
let working: AbortController | undefined;

/** The cause that aborted `signal`; undefined if it is not aborted. */
export function causeOf(signal: AbortSignal): Cause | undefined {
  return signal.aborted ? (signal.reason as Cause) : undefined;
}

/**
 * Runs `work`, whose signal aborts on SIGINT, SIGTERM, SIGHUP and a closed output pipe. In that case the exit code is
 * that of the cause. A second signal ends the process immediately.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals) => {
    const cause = signals[name]!;
    if (controller.signal.aborted) process.exit(cause.exitCode);
    controller.abort(cause);
  };
  const names = Object.keys(signals) as NodeJS.Signals[];
  for (const name of names) process.on(name, interrupt);
  working = controller;
  try {
    return await work(controller.signal);
  } finally {
    working = undefined;
    for (const name of names) process.off(name, interrupt);
    const cause = causeOf(controller.signal);
    if (cause) process.exitCode = cause.exitCode;
  }
}

/** The result of `work`; null if its run was interrupted. */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}

/** Handles a closed output pipe or terminal, as with `hebb list | head`. */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (working) working.abort(noReader);
  else process.exit(process.exitCode ?? (error.code === "EPIPE" ? 0 : 1));
}
