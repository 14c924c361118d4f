/** Output during a run: a progress bar and lines of text, or one JSON object per line. */
import type { RunEvent } from "../../models/run-options.ts";
import { colorDepth } from "./terminal/color.ts";
import { Progress, formatMetric } from "./terminal/progress.ts";

export interface Reporter {
  readonly listen: (event: RunEvent) => void;
  /** Ends the output. Called after every run, even an interrupted one. */
  close(): void;
}

export function reporterFor({ json }: { readonly json: boolean }): Reporter {
  return json ? new RecordReporter() : new TextReporter();
}

/** Shows a progress bar for the current part of the run, and prints lines above it. */
class TextReporter implements Reporter {
  readonly #color = colorDepth(process.stdout) > 1;
  #label: string | undefined;
  #progress: Progress | undefined;

  readonly listen = (event: RunEvent): void => {
    switch (event.event) {
      case "progress": {
        const { label, done, total, unit, values } = event;
        if (label !== this.#label || total !== this.#progress?.total) this.close();
        this.#progress ??= new Progress({ total, unit, color: this.#color });
        this.#label = label;
        this.#progress.update(done, label, values);
        return;
      }
      case "epoch": {
        const { label, epoch, epochs, values, seconds } = event;
        const means = Object.entries(values).map(([name, value]) => `${name} ${formatMetric(name, value)}`);
        this.#print([`${label} epoch ${epoch}/${epochs}`, ...means, `${seconds.toFixed(1)} s`].join("  "));
        return;
      }
      case "note":
        this.#print(event.text);
    }
  };

  close(): void {
    this.#progress?.finish();
    this.#progress = undefined;
  }

  #print(text: string): void {
    if (this.#progress) this.#progress.print(text);
    else console.log(text);
  }
}

/** Minimum time between two progress events, in milliseconds. */
const interval = 1000;

class RecordReporter implements Reporter {
  #reported = -Infinity;

  readonly listen = (event: RunEvent): void => {
    if (event.event === "progress") {
      const now = performance.now();
      if (now - this.#reported < interval && event.done < event.total) return;
      this.#reported = now;
    }
    console.log(JSON.stringify(event));
  };

  close(): void {}
}
