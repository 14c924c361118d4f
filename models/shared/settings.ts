/** Settings that many systems have: their labels, ranges and scales. */
import type { Setting } from "../settings.ts";
import type { Text } from "../text.ts";

/** Changes of a usual setting. */
interface Changes {
  readonly min?: number;
  readonly max?: number;
  /** The trained part that the setting belongs to, for systems that train several. */
  readonly of?: Text;
}

/** Returns a function that makes the setting for a path. */
const usual =
  (label: Text, range: Omit<Setting, "path" | "label">) =>
  <const Path extends string>(path: Path, { of, ...changes }: Changes = {}): Setting<Path> => ({
    ...range,
    ...changes,
    label: of ? { en: `${label.en}: ${of.en}`, zh: `${label.zh}：${of.zh}` } : label,
    path,
  });

const rate = { min: 1e-5, max: 1, scale: "log" } as const;
const size = { min: 1, max: 1024, scale: "log", integer: true } as const;
const share = { min: 0, max: 0.9 } as const;

export const learningRate = usual({ en: "learning rate", zh: "学习率" }, rate);
export const strength = usual({ en: "strength", zh: "强度" }, { min: 0, max: 1 });
export const weightDecay = usual({ en: "weight decay", zh: "权重衰减" }, { min: 0, max: 1 });
export const momentum = usual({ en: "momentum", zh: "动量" }, { min: 0, max: 0.99 });
export const dropoutRate = usual({ en: "dropout rate", zh: "暂退法的丢弃率" }, share);
export const labelSmoothing = usual({ en: "label smoothing", zh: "标签平滑" }, share);

export const epochs = usual({ en: "epochs", zh: "训练回合数" }, { min: 1, max: 200, integer: true });
export const steps = usual({ en: "training steps", zh: "训练步数" }, { ...size, max: 100_000 });
export const batchSize = usual({ en: "batch size", zh: "批量大小" }, { ...size, max: 512 });
export const examples = usual({ en: "training examples", zh: "训练样本数" }, { ...size, min: 1000, max: 60_000 });
/** Number of trainings whose results are averaged. */
export const repetitions = usual(
  { en: "repetitions with other random seeds", zh: "换随机种子重复训练的次数" },
  { min: 1, max: 20, integer: true },
);

export const hiddenUnits = usual({ en: "hidden units", zh: "隐藏单元数" }, size);
export const embeddingSize = usual({ en: "embedding size", zh: "嵌入的维数" }, { ...size, max: 512 });
/** Length of a segment of text through which gradients flow back. */
export const segmentLength = usual(
  { en: "characters that gradients flow back through", zh: "梯度回传的字符数" },
  { ...size, min: 8, max: 256 },
);
export const sequenceLength = usual({ en: "sequence length", zh: "序列长度" }, { ...size, min: 4, max: 100 });
