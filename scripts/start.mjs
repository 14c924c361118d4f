/** `npm start`: sets up what a fresh clone lacks and trains the MLP on MNIST; arguments go to `hebb train mlp`. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildLibrary, installTools, root } from "./setup.mjs";

installTools();
if (!buildLibrary()) process.exit(1);

// In this process and not in a child, so that Ctrl-C, the terminal and the exit code are the command line's own.
const command = join(root, "bin", "hebb.js");
process.argv = [process.execPath, command, "train", "mlp", ...process.argv.slice(2)];
await import(pathToFileURL(command).href);
