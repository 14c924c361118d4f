/** Commands in a clone: they rebuild edited sources, and their hints can be copied and pasted. */
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../repository/sources.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-clone-"));
  for (const name of ["bin", "src", "models", "scripts", "dist", "package.json", "package-lock.json"]) {
    await cp(join(root, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  for (const name of ["tsconfig.json", "tsconfig.types.json"]) await cp(join(root, name), join(folder, name));
  for (const name of ["node_modules", "data"]) await symlink(join(root, name), join(folder, name), "junction");
});
after(() => rm(folder, { recursive: true }));

const command = (...words: string[]) => hebb(words, { cwd: folder, program: join(folder, "bin", "hebb.js") });

test("hints contain the command that the user typed", async () => {
  const { errors } = await command("train");
  const [, hint] = /`(node .*hebb\.js list)`/.exec(errors)!;
  assert.equal(hint, `node ${join("bin", "hebb.js")} list`);
  assert.match((await command("list")).output, /^ {2}node bin.hebb\.js train SYSTEM /m);
});

// This is the last test, since it leaves sources that are newer than dist/.
test("the next command uses an edited system", async () => {
  const system = join(folder, "models", "mlp", "system.ts");
  const text = await readFile(system, "utf8");
  const [title] = /(?<=title: \{ en: ")[^"]+/.exec(text)!;
  await writeFile(system, text.replace(title, "Another title"));
  const edited = await command("list");
  assert.equal(edited.code, 0);
  assert.match(edited.errors, /Built dist\//, "reported on stderr");
  assert.match(edited.output, /mlp +Another title\n/);
  assert.equal((await command("list")).errors, "", "built only once");
  await writeFile(system, "export const system = ;");
  const broken = await command("list");
  assert.deepEqual([broken.code, broken.output], [1, ""]);
  assert.match(broken.errors, /error: Hebb could not be built from its sources/);
  await writeFile(system, text);
});
