// The worker. Unlike a page, it may block while waiting for other threads, so its steps can use several.
import { setThreads, threads } from "./hebb/index.js";
import { train } from "./train.js";

setThreads(2);

addEventListener("message", () => {
  train().then(
    (loss) => postMessage({ threads: threads(), loss }),
    (error) => postMessage({ error: String(error) }),
  );
});
