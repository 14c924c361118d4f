import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { project, training } from "./modules.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await project({
    "training.mjs": training,
    // The sum of one SIMD lane is 0 in f32 and 1 in f64.
    "cancels.mjs": `import { compile } from "hebb";
      const x = Float32Array.from({ length: 64 }, (_, i) => ({ 0: 1e8, 16: 1, 32: -1e8 })[i] ?? 0);
      compile(function total(x) { return x.mul(1).sum().add(2); })(x);`,
    "diverges.mjs": `import { Param, compile, full } from "hebb";
      const weight = new Param([2], (shape) => full(shape, 1));
      const step = compile(function descend(x) {
        weight.assign(weight.sub(x).log());
        return weight.sum();
      });
      for (let i = 0; i < 4; i++) console.log(await step(0.5).item());`,
    "checked.mjs": `import { compile, finite } from "hebb";
      await compile((x) => x.log(), { check: finite })(-1).item().catch(({ name }) => console.log(name));`,
    "uncalled.mjs": `import { compile } from "hebb"; compile((x) => x.add(1));`,
  });
});
after(() => rm(folder, { recursive: true }));

const bisect = (...words: string[]) => hebb(["bisect", ...words], { cwd: folder });

test("bisect names the functions that agree with the reference and counts their calls", async () => {
  const { code, output, errors } = await bisect("training.mjs");
  assert.deepEqual([code, errors.match(/^loss/gm)?.length], [0, 2]);
  assert.equal(
    output.replace(/node \S+ show/, "hebb show"),
    `descend compiled at training.mjs:6: agrees with the reference
predict compiled at training.mjs:12: agrees with the reference

No difference in 2 programs, no NaN or infinity in 3 calls.
Next: hebb show training.mjs --stage kernels
`,
  );
});

test("bisect finds the first operation that differs", async () => {
  const { code, output } = await bisect("cancels.mjs");
  assert.equal(code, 1);
  assert.match(output, /^total compiled at cancels\.mjs:3\n {2}reduceSum \[1\] differs first, from cancels\.mjs:3\n/);
  assert.match(
    output,
    /^ {4}element 0: 0 compiled, 1 on the reference\n\n1 problem found\.\nNext: .* show cancels\.mjs/m,
  );
});

test("bisect finds the first call that produces NaN and does not change the program", async () => {
  const { code, output, errors } = await bisect("diverges.mjs");
  assert.equal(code, 1);
  assert.match(output, /^descend compiled at diverges\.mjs:3: agrees with the reference\n/);
  assert.match(output, /^descend compiled at diverges\.mjs:3, call 2\n {2}log produced NaN, from diverges\.mjs:4\n/m);
  assert.equal(errors.match(/^NaN$/gm)?.length, 3);
});

test("bisect keeps a check that the file passed to compile", async () => {
  const { code, output, errors } = await bisect("checked.mjs");
  assert.deepEqual([code, errors], [1, "NumericError\n"]);
  assert.match(output, /log produced NaN/);
});

test("bisect compares the training step of a system", async () => {
  const { code, output } = await bisect("bp", "--quick");
  assert.equal(code, 0);
  assert.match(
    output,
    /^bp: agrees with the reference\n\nNo difference in 1 program, no NaN or infinity in 1 call\.\n/,
  );
});

test("bisect rejects files that compile nothing and unknown names", async () => {
  for (const [name, message] of [
    ["uncalled.mjs", /^error: uncalled\.mjs called no compiled function\n/],
    ["mpl", /^error: unknown system or file mpl\n.*\n {2}Did you mean mlp\?\n$/],
    ["nowhere.mjs", /^error: the file nowhere\.mjs does not exist\n/],
  ] as const) {
    const { code, output, errors } = await bisect(name);
    assert.match(errors, message);
    assert.deepEqual([code, output], [1, ""]);
  }
});
