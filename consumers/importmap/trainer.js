// The worker: it may wait for others, so its steps can run on several threads.
import { setThreads, threads } from "./hebb/index.js";
import { train } from "./train.js";

setThreads(2);

addEventListener("message", () => {
  train().then(
    (loss) => postMessage({ threads: threads(), loss }),
    (error) => postMessage({ error: String(error) }),
  );
});
