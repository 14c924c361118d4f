// The worker: it may wait for others, so its steps can run on several threads.
import { setThreads, threads } from "hebb";
import { train } from "./train.js";

setThreads(2);

addEventListener("message", () => {
  train().then(
    (loss) => postMessage({ threads: threads(), loss }),
    (error) => postMessage({ error: String(error) }),
  );
});
