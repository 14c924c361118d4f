/** `npm start`: sets up a fresh clone and trains the MLP on MNIST. Passes its arguments to `hebb train mlp`. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildLibrary, installTools, root } from "./setup.mjs";

installTools();
if (!buildLibrary()) process.exit(1);

// Runs in this process, so that Ctrl-C, the terminal and the exit code work as for the command line itself.
const command = join(root, "bin", "hebb.js");
process.argv = [process.execPath, command, "train", "mlp", ...process.argv.slice(2)];
await import(pathToFileURL(command).href);
