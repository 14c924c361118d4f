/** The dedicated worker of a page that trains one system. `system-bundles.ts` bundles it with each system. */
import { setThreads } from "hebb";
import { packedSource, setDataSource } from "hebb/data";
import type { System } from "../../models/system.ts";
import { quickRun } from "./quick-run.ts";

export interface SystemOrder {
  readonly threads: number;
  /** URL of the folder with the packed data sets. */
  readonly data: string;
}

/** Trains `system` on each message, and posts the result or the error. */
export function serveSystem(system: System): void {
  globalThis.addEventListener("message", ({ data: order }: MessageEvent<SystemOrder>) => {
    setThreads(order.threads);
    setDataSource(packedSource(order.data));
    quickRun(system).then(
      (result) => globalThis.postMessage({ result }),
      (error: unknown) => globalThis.postMessage({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
}
