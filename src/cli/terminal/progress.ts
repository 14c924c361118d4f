/** Progress of a run: a live line in a terminal, otherwise a plain line every few seconds. */
import { createColors } from "picocolors";
import { widthOf } from "./width.ts";

/** The part of a stream such as process.stdout that `Progress` uses. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** Total number of examples or steps. */
  readonly total: number;
  /** Counted unit. Default: "examples". */
  readonly unit?: string;
  readonly stream?: ProgressStream;
  readonly color?: boolean;
  /** Set if the stream can overwrite a line. Default: true for terminals, except if TERM is "dumb". */
  readonly live?: boolean;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
}

export interface ProgressState {
  /** Label, such as "epoch 2/5". */
  readonly label: string;
  /** Number of units done. */
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** Speed in units per second. */
  readonly rate: number;
  /** Remaining time in seconds; the total time when done. */
  readonly seconds: number;
  /** Metrics in display order. Accuracies are fractions, displayed in percent. */
  readonly metrics: Readonly<Record<string, number>>;
}

const liveInterval = 80;
const plainInterval = 5000;

export class Progress {
  readonly #stream: ProgressStream;
  readonly #live: boolean;
  readonly #color: boolean;
  readonly #now: () => number;
  readonly #restore: () => void;
  #state: ProgressState;
  #start = NaN;
  #first = 0;
  #shown = -Infinity;
  #finished = false;

  constructor(options: ProgressOptions) {
    const {
      total,
      unit = "examples",
      stream = process.stdout,
      color = false,
      live = stream.isTTY === true && process.env["TERM"] !== "dumb",
      now = () => performance.now(),
    } = options;
    this.#stream = stream;
    this.#live = live;
    this.#color = color;
    this.#now = now;
    this.#state = { label: "", done: 0, total, unit, rate: NaN, seconds: NaN, metrics: {} };
    this.#restore = this.#live ? hideCursor(stream) : () => {};
  }

  get total(): number {
    return this.#state.total;
  }

  /** Sets the number of units done. Cheap enough to call at every step. */
  update(done: number, label: string, metrics: Readonly<Record<string, number>>): void {
    const now = this.#now();
    const { total, unit, done: before } = this.#state;
    // The first step includes compilation: the clock starts after it, and its units do not count.
    if (Number.isNaN(this.#start)) {
      this.#start = now;
      this.#first = done;
    }
    const elapsed = (now - this.#start) / 1000;
    const rate = (done - this.#first) / elapsed;
    const seconds = (total - done) / rate;
    this.#state = { label, done: Math.max(done, before), total, unit, rate, seconds, metrics };
    if (now - this.#shown < (this.#live ? liveInterval : plainInterval)) return;
    this.#shown = now;
    this.#show();
  }

  /** Writes a line above the live one. */
  print(text: string): void {
    this.#stream.write(this.#live ? `\r\x1b[K${text}\n` : `${text}\n`);
    if (this.#live) this.#show();
  }

  /** Shows the final state and restores the cursor. Does nothing if called again. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    const { done, total } = this.#state;
    const seconds = (this.#now() - this.#start) / 1000;
    this.#state = { ...this.#state, seconds: done >= total ? seconds : NaN };
    this.#show();
    if (this.#live) this.#stream.write("\n");
    this.#restore();
  }

  #show(): void {
    const width = this.#live ? widthOf(this.#stream) - 1 : Infinity;
    const line = progressLine(this.#state, width, this.#color);
    this.#stream.write(this.#live ? `\r${line}\x1b[K` : `${line}\n`);
  }
}

/** One line of at most `width` characters; parts on the right are omitted if necessary. Infinite width: no bar. */
export function progressLine(state: ProgressState, width: number, color = false): string {
  const { bold, cyan, dim } = createColors(color);
  const { label, done, total, unit, rate, seconds, metrics } = state;
  const fraction = total > 0 ? Math.min(1, done / total) : 1;
  const parts = [
    `${Math.floor(100 * fraction)} %`.padStart(5),
    ...Object.entries(metrics).map(([name, value]) => `${name} ${formatMetric(name, value)}`),
    Number.isFinite(rate) ? `${Math.round(rate).toLocaleString("en")} ${unit}/s` : "",
    Number.isFinite(seconds) ? `${formatSeconds(seconds)}${fraction < 1 ? " left" : ""}` : "",
  ].filter(Boolean);
  if (width === Infinity) return [label, ...parts].filter(Boolean).join("  ");
  while (parts.length > 1 && label.length + parts.join("  ").length + 2 > width) parts.pop();
  const text = parts.join("  ");
  const room = Math.min(40, width - label.length - text.length - 4);
  const bar =
    room >= 8 ? `  ${cyan(filled(fraction, room))}${dim("━".repeat(room - filled(fraction, room).length))}` : "";
  return `${bold(label.slice(0, width))}${bar}${label === "" && bar === "" ? "" : "  "}${text}`;
}

function filled(fraction: number, length: number): string {
  return "█".repeat(Math.round(fraction * length));
}

/** The metric as text: accuracies, which are fractions, in percent; others with four digits. */
export function formatMetric(name: string, value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return name.endsWith("accuracy") ? `${(100 * value).toFixed(2)} %` : value.toPrecision(4);
}

/** Formats a duration as 0:05, 12:34 or 1:02:03. */
function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Hides the cursor until the returned function is called or the process ends, even by a signal. */
function hideCursor(stream: ProgressStream): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const show = () => stream.write("\x1b[?25h");
  const release = () => {
    show();
    process.off("exit", show);
    for (const signal of signals) process.off(signal, interrupt);
  };
  const interrupt = (signal: NodeJS.Signals) => {
    release();
    // Without other listeners, the default action of the signal must end the process.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  stream.write("\x1b[?25l");
  process.once("exit", show);
  for (const signal of signals) process.on(signal, interrupt);
  return release;
}
