/** What is said while a run goes on: progress and lines for people, or one JSON object a line for programs. */
import type { RunEvent } from "../../models/run.ts";
import { colorDepth } from "./terminal/color.ts";
import { Progress, formatMetric } from "./terminal/progress.ts";

export interface Reporter {
  readonly listen: (event: RunEvent) => void;
  /** The run is over, whether it came to its end or not. */
  close(): void;
}

export function reporterFor({ json }: { readonly json: boolean }): Reporter {
  return json ? new RecordReporter() : new TextReporter();
}

/** Keeps a progress bar for the part that is under way, and lines above it. */
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

/** Milliseconds between two reports of progress: enough to follow, and not more than a program wants to read. */
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
