// A page with two buttons: one trains on the page's own thread, the other in a worker, which does not block the page.
import { threads } from "hebb";
import { train } from "./train.js";

// Bundlers recognize exactly this expression.
const trainer = new Worker(new URL("./trainer.js", import.meta.url), { type: "module" });

function show(text) {
  const line = document.createElement("li");
  line.textContent = text;
  document.querySelector("#results").append(line);
}

function showTraining(place, count, { first, last }) {
  show(`${place}, threads ${count}: loss ${first.toFixed(4)} -> ${last.toFixed(4)}`);
}

document.querySelector("#in-page").addEventListener("click", () => {
  train().then(
    (loss) => showTraining("in the page", threads(), loss),
    (error) => show(String(error)),
  );
});

document.querySelector("#in-worker").addEventListener("click", () => trainer.postMessage("train"));
trainer.addEventListener("message", ({ data }) => {
  if (data.error) show(data.error);
  else showTraining("in a worker", data.threads, data.loss);
});
trainer.addEventListener("error", ({ message }) => show(message || "The worker could not be loaded."));
