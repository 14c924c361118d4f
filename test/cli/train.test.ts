import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodeSafetensors } from "../../src/io/safetensors.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-train-"));
});
after(() => rm(folder, { recursive: true }));

const layers = ["hidden1", "hidden2", "output"];
const paths = layers.flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]);

async function savedPaths(out: string): Promise<string[]> {
  const { tensors } = decodeSafetensors(await readFile(join(out, "model.safetensors")), "the saved model");
  return [...tensors.keys()].sort();
}

test("a quick training reaches its bar, and its last line is the result", async () => {
  const { code, output, errors } = await hebb(["train", "mlp", "--quick"], { cwd: folder });
  assert.deepEqual([code, errors], [0, ""]);
  const out = join("runs", "mlp");
  for (const part of [/^MLP on MNIST: 669,706 parameters/, /training loss\n/, / ✓ /, / ✗ \(\d\)/, /\nTry next\n/]) {
    assert.match(output, part);
  }
  assert.ok(output.includes(`model  ${join(out, "model.safetensors")}\n`));
  assert.equal(output.match(/test accuracy/g)?.length, 1);
  const last = output
    .trimEnd()
    .split("\n")
    .findLast((line) => line.includes("accuracy"));
  assert.match(last!, /^test accuracy \d\d\.\d\d %$/);
  assert.ok(Number(last!.split(" ")[2]) >= 94, last);
  assert.deepEqual(await savedPaths(join(folder, out)), paths.toSorted());
  assert.match(await readFile(join(folder, out, "curve.svg"), "utf8"), /^<svg .*<title>MLP on MNIST<\/title>/s);
});

test("a training as JSON is one line, the same for the same seed and any threads", async () => {
  const records: Record<string, unknown>[] = [];
  for (const threads of ["1", "2"]) {
    const words = ["train", "mlp", "--quick", "--json", "--seed", "7", "--threads", threads, "--out", threads];
    const { code, output } = await hebb(words, { cwd: folder });
    assert.equal(code, 0);
    assert.equal(output.trimEnd().split("\n").length, 1);
    records.push(JSON.parse(output) as Record<string, unknown>);
  }
  const [alone, together] = records;
  assert.deepEqual([alone!["model"], alone!["seed"], alone!["threads"]], ["mlp", 7, 1]);
  assert.deepEqual([alone!["steps"], alone!["stopped"], alone!["bar"]], [235, false, 0.94]);
  assert.ok((alone!["test_accuracy"] as number) >= 0.94);
  assert.equal(together!["test_loss"], alone!["test_loss"]);
  const [first, second] = await Promise.all(["1", "2"].map((out) => readFile(join(folder, out, "model.safetensors"))));
  assert.ok(first!.equals(second!), "the same weights, bit for bit");
});

test("Ctrl-C saves what was trained", async () => {
  let sent = false;
  const { code, output, errors } = await hebb(["train", "mlp", "--epochs", "1000", "--out", "cut"], {
    cwd: folder,
    watch(text, kill) {
      if (sent || !text.includes("epoch 1/1000")) return;
      sent = true;
      kill("SIGINT");
    },
  });
  assert.deepEqual([code, errors], [130, ""]);
  assert.match(output, /\nStopped by Ctrl-C after \d+ steps? in .* s\. What was trained is saved\.\n {2}model {2}cut/);
  assert.doesNotMatch(output, /test accuracy/);
  assert.deepEqual(await savedPaths(join(folder, "cut")), paths.toSorted());
});
