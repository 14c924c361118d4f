import { useEffect, useState } from "react";
import { train } from "./train.js";

/** Trains while it is mounted. In development, StrictMode mounts it twice, and the first training is aborted. */
export function Training() {
  const [losses, setLosses] = useState([]);
  const [state, setState] = useState("training");

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    // A training that ends after its component was unmounted must not update the next one.
    const ifShown = (set) => (value) => signal.aborted || set(value);
    train({ signal, onEpoch: ifShown((loss) => setLosses((before) => [...before, loss])) }).then(
      ifShown(() => setState("ended")),
      ifShown((error) => setState(String(error))),
    );
    return () => controller.abort();
  }, []);

  return (
    <>
      <p id="state">{state}</p>
      <ol id="losses">
        {losses.map((loss, epoch) => (
          <li key={epoch}>{loss.toFixed(4)}</li>
        ))}
      </ol>
    </>
  );
}
