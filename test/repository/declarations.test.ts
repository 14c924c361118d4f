/**
 * Checks the declarations in dist/ in a project with `skipLibCheck: false`. `consumers/types.test.ts` does the same
 * with the packed package, several versions of TypeScript and all environments.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "./sources.ts";

const program = `
import { Linear, Sequential, type Tensor, adam, compile, crossEntropy, encodeModel, evaluate, fit, memory } from "hebb";
import { mnist } from "hebb/data";

const model = new Sequential(new Linear(2, 2));
const optimizer = adam(model, { learningRate: 1e-3 });
export const step = compile((x: Tensor, y: Tensor) => optimizer.minimize(crossEntropy(model.forward(x), y)));
export const bytes: Uint8Array<ArrayBuffer> = await encodeModel(model);
export const all = { evaluate, fit, memory, mnist };
`;

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-types-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules", "hebb"), "junction");
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
});
after(() => rm(folder, { recursive: true }));

/** Returns the output of the type checker for `source`. */
async function checked(source: string): Promise<string> {
  await writeFile(join(folder, "program.ts"), source);
  const modules = { moduleResolution: "nodenext", module: "nodenext", lib: ["es2022"], types: [] };
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: false, target: "es2022", ...modules };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  return spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], {
    encoding: "utf8",
  }).stdout;
}

test("the declarations are complete without the types of browsers or Node", async () => {
  assert.equal(await checked(program), "");
});

test("the type error of a parameter declared as a number says that a tensor arrives", async () => {
  const source = `import { type Tensor, compile } from "hebb";\ncompile((x: Tensor, n: number) => x.mul(n))(1, 3);`;
  assert.match(await checked(source), /A number arrives as a tensor: declare the parameter as Tensor/);
});
