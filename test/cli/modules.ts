/** Creates projects of a user with Hebb installed. */
import { mkdir, mkdtemp, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../repository/sources.ts";

/** Creates a folder with these files, in which "hebb" resolves to this repository. */
export async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "hebb-project-")));
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules", "hebb"), "junction");
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** A module with a training step that runs twice, and a function called after the module has been loaded. */
export const training = `
import { Linear, Sequential, adam, compile, crossEntropy, random, relu, Tensor } from "hebb";

const model = new Sequential(new Linear(4, 8), relu, new Linear(8, 3));
const optimizer = adam(model, { learningRate: 1e-2 });
const step = compile(function descend(x, y) {
  return optimizer.minimize(crossEntropy(model.forward(x), y));
});
const x = random.normal([3, 4]);
const y = Tensor.from([0, 1, 2], [3], "i32");
for (let i = 0; i < 2; i++) console.log("loss", await step(x, y).item());
const predict = compile(function predict(x) {
  return model.forward(x).softmax();
});
setTimeout(() => predict(x), 10);
`;
