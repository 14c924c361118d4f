import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import { project, training } from "./modules.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await project({
    "training.mjs": training,
    // In f32 the sum of a lane is 0, in f64 it is 1.
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

test("functions that agree with the reference are named, and their calls counted", async () => {
  const { code, output, errors } = await bisect("training.mjs");
  assert.deepEqual([code, errors.match(/^loss/gm)?.length], [0, 2]);
  assert.equal(
    output.replace(/node \S+ show/, "hebb show"),
    `descend compiled at training.mjs:6: agrees with the reference
predict compiled at training.mjs:12: agrees with the reference

No difference in 2 programs, no NaN or infinity in 3 calls.
Try next: hebb show training.mjs --stage kernels
`,
  );
});

test("the first operation that differs is named", async () => {
  const { code, output } = await bisect("cancels.mjs");
  assert.equal(code, 1);
  assert.match(output, /^total compiled at cancels\.mjs:3\n {2}reduceSum \[1\] differs first, from cancels\.mjs:3\n/);
  assert.match(
    output,
    /^ {4}element 0: 0 compiled, 1 on the reference\n\n1 finding\.\nTry next: .* show cancels\.mjs/m,
  );
});

test("the first call that gives NaN is named, and the program runs on as it would", async () => {
  const { code, output, errors } = await bisect("diverges.mjs");
  assert.equal(code, 1);
  assert.match(output, /^descend compiled at diverges\.mjs:3: agrees with the reference\n/);
  assert.match(output, /^descend compiled at diverges\.mjs:3, call 2\n {2}log produced NaN, from diverges\.mjs:4\n/m);
  assert.equal(errors.match(/^NaN$/gm)?.length, 3);
});

test("a check of the file's own still judges", async () => {
  const { code, output, errors } = await bisect("checked.mjs");
  assert.deepEqual([code, errors], [1, "NumericError\n"]);
  assert.match(output, /log produced NaN/);
});

test("the training step of a system is compared", async () => {
  const { code, output } = await bisect("bp", "--quick");
  assert.equal(code, 0);
  assert.match(
    output,
    /^bp: agrees with the reference\n\nNo difference in 1 program, no NaN or infinity in 1 call\.\n/,
  );
});

test("files that compile nothing and wrong names are refused", async () => {
  for (const [name, message] of [
    ["uncalled.mjs", /^error: uncalled\.mjs called no compiled function\n/],
    ["mpl", /^error: there is no system or file called mpl\n.*\n {2}Did you mean mlp\?\n$/],
    ["nowhere.mjs", /^error: there is no file nowhere\.mjs\n/],
  ] as const) {
    const { code, output, errors } = await bisect(name);
    assert.match(errors, message);
    assert.deepEqual([code, output], [1, ""]);
  }
});
