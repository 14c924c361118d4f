/** Compiles and runs the pages of the guide as programs and compares their output with the output shown on the page. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { readText, root } from "../repository/sources.ts";
import { guidePages, missingOutput, programOf, readPage } from "./guide.ts";

const run = promisify(execFile);
const pages = guidePages();
/** Folder of a package in which "hebb" resolves to dist/ and its declarations, as in a user's project. */
const folder = join(root, "build/guide");
const workingFolder = mkdtempSync(join(tmpdir(), "hebb-guide-"));

before(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "guide", private: true, type: "module" }));
  symlinkSync(root, join(folder, "node_modules/hebb"), "junction");
  for (const page of pages) writeFileSync(join(folder, `${page}.ts`), programOf(readPage(`${page}.md`)));
});
after(() => rmSync(workingFolder, { recursive: true, force: true }));

test("the pages have no type errors", async () => {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "dom"],
    types: ["node"],
    module: "nodenext",
    strict: true,
    verbatimModuleSyntax: true,
    // Node can run such files without a compiler.
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    rootDir: ".",
    outDir: "js",
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const errors = await run(process.execPath, [tsc, "-p", folder]).then(
    () => "",
    (error: { readonly stdout: string }) => error.stdout,
  );
  assert.equal(errors, "");
});

for (const page of pages) {
  test(`${page} runs and prints the output that it shows`, async () => {
    // Takes at most 5 s on an idle core, but tests run in parallel.
    const options = { cwd: workingFolder, timeout: 30_000 };
    const { stdout } = await run(process.execPath, [join(folder, `js/${page}.js`)], options);
    const missing = missingOutput(readPage(`${page}.md`), stdout);
    assert.equal(missing, null, `${page}.md shows\n${missing}\nand its program prints\n${stdout}`);
  });
}

test("every page is listed in the table of contents", () => {
  const contents = readText("docs/guide/README.md");
  assert.deepEqual(
    pages.filter((page) => page !== "README" && !contents.includes(`(${page}.md)`)),
    [],
  );
});

const page = `# Title

\`\`\`ts
import { type Tensor, ones } from "hebb";
const x: Tensor = ones([2]);
\`\`\`

\`\`\`js
never();
\`\`\`

\`\`\`ts
import { Tensor } from "hebb";
import * as fs from "node:fs";
console.log(x instanceof Tensor, fs);
\`\`\`
`;

test("the blocks of a page form one module with merged imports and the line numbers of the page", () => {
  const lines = programOf(page).split("\n");
  assert.equal(lines[0], 'import { Tensor, ones } from "hebb"; import * as fs from "node:fs";');
  assert.equal(lines[4], "const x: Tensor = ones([2]);");
  assert.equal(lines[14], "console.log(x instanceof Tensor, fs);");
  assert.equal(lines.join("").includes("never"), false);
});

test("shown output is matched by whole lines, in order", () => {
  const shown = (...blocks: string[]) => blocks.map((text) => `\`\`\`text\n${text}\n\`\`\`\n`).join("\n");
  const printed = "epoch 1 loss 0.52\nepoch 2 loss 0.31\nepoch 3 loss 0.2\naccuracy 0.97\n";
  assert.equal(missingOutput(shown("epoch 1 loss …\n…\naccuracy 0.9…"), printed), null);
  assert.equal(missingOutput(shown("epoch 1 loss …\nepoch 2 loss …", "accuracy …"), printed), null);
  assert.equal(missingOutput(shown("epoch 2 loss …", "epoch 1 loss …"), printed), "epoch 1 loss …");
  assert.equal(missingOutput(shown("accuracy 0.9"), printed), "accuracy 0.9");
  assert.equal(missingOutput(shown("epoch 1 loss …\nepoch 3 loss …"), printed), "epoch 1 loss …\nepoch 3 loss …");
});
