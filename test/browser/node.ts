/** Runs the training of the browser tests in Node, with the built bundle. Prints the result as JSON. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Hebb from "../../src/index.ts";
import { showRelaxedSimd } from "../engine/fma.ts";
import { root } from "../repository/sources.ts";
import { train } from "./moons.ts";

showRelaxedSimd();
const library = pathToFileURL(join(root, "dist", "index.js")).href;
const hebb = (await import(library)) as typeof Hebb;
process.stdout.write(JSON.stringify(await train(hebb, process.argv[2] === "deterministic")));
