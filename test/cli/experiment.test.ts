/** `hebb experiment`: facts with their arrays, words in the language, tables with spreads, and the number of seeds. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodeFacts } from "../../models/facts.ts";
import type { DirectionsFacts } from "../../models/softmax/facts.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => void (folder = await mkdtemp(join(tmpdir(), "hebb-experiment-"))));
after(() => rm(folder, { recursive: true }));

const experiment = (...words: string[]) => hebb(["experiment", ...words], { cwd: folder });

test("facts are saved with their arrays, and answers are in the language", async () => {
  const out = join(folder, "chinese");
  const { code, output, errors } = await experiment("softmax", "directions", "--quick", "--out", out, "--lang", "zh");
  assert.deepEqual([code, errors], [0, ""]);
  assert.match(output, /最小化 {3}初始均值[^]*最小化 KL\(p‖q\) 时[^]*注意：训练分类器时[^]*已保存/);
  const record = JSON.parse(await readFile(join(out, "directions.json"), "utf8")) as Record<string, unknown>;
  const bytes = await readFile(join(out, "directions.bin"));
  const facts = decodeFacts({ json: record["facts"], bytes }) as DirectionsFacts;
  assert.equal(facts.forward.coverage, "both modes");
  assert.equal(facts.forward.plane.values.length, facts.forward.plane.rows * facts.forward.plane.columns);
  assert.match(await readFile(join(out, "directions.svg"), "utf8"), /用一个高斯分布/);
});

test("several seeds give means with standard deviations", async () => {
  const out = join(folder, "seeds");
  const words = ["rbm", "gradient", "--quick", "--seeds", "3", "--out", out];
  const { code, output, errors } = await experiment(...words);
  assert.deepEqual([code, errors], [0, ""]);
  assert.match(output, /seed 2: exact gradient[^]*±[^]*Measured over 3 seeds/);
  const [header, first] = (await readFile(join(out, "gradient.csv"), "utf8")).split("\n");
  assert.match(header!, /deviation \/ gradient,deviation \/ gradient \(standard deviation\)/);
  assert.equal(first!.split(",").length, header!.split(",").length);
});

test("--seeds is refused by experiments that measure one seed", async () => {
  const { code, errors } = await experiment("softmax", "kl", "--quick", "--seeds", "3");
  assert.deepEqual([code, /the experiment kl does not measure over several seeds/.test(errors)], [1, true], errors);
});
