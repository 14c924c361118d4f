/**
 * What ends work early: Ctrl-C, a signal, a reader of the output that goes away. Work that can keep what it has is told
 * so and comes to its end by itself; only then does the process end.
 */
import { Interrupted } from "../../models/run.ts";

interface Cause {
  /** How a person is told. */
  readonly name: string;
  /** What a shell reports of a command that this ended. */
  readonly exitCode: number;
}

const signals: Readonly<Partial<Record<NodeJS.Signals, Cause>>> = {
  SIGINT: { name: "Ctrl-C", exitCode: 130 },
  SIGTERM: { name: "SIGTERM", exitCode: 143 },
  SIGHUP: { name: "SIGHUP", exitCode: 129 },
};
const noReader: Cause = { name: "whoever read the output", exitCode: 141 };

/** What is to end early, while there is something. */
let working: AbortController | undefined;

/** Why `signal`, that of interruptible work, has aborted; undefined where it has not. */
export function causeOf(signal: AbortSignal): Cause | undefined {
  return signal.aborted ? (signal.reason as Cause) : undefined;
}

/**
 * Runs `work`, whose signal aborts on SIGINT, SIGTERM and SIGHUP, and when nobody reads the output any more. The exit code
 * is then that of the cause. A second signal ends the process at once.
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

/** What `work` makes; null where its run was interrupted. */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}

/** Whoever reads our output may stop early, as `head` does, or be gone with its terminal. */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (working) working.abort(noReader);
  else process.exit(process.exitCode ?? (error.code === "EPIPE" ? 0 : 1));
}
