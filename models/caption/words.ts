/** Answers of the experiments on image captioning in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, enumeration, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { BlindFacts, LookingFacts, UnseenFacts } from "./facts.ts";
import { receptiveField, side } from "./model.ts";
import { kindNames } from "./names.ts";

export function lookingWords(facts: LookingFacts): Answer {
  const { intact, hidings, pairs } = facts;
  const [attended, drawn] = hidings;
  return {
    answer: isUndecided(intact)
      ? tooFewSeeds
      : paragraph(annotationsWords(facts.annotations), pixelsWords(facts.pixels), rightwardWords(facts.rightward)),
    evidence: say(
      {
        attention: percent(attended!.attention),
        intact: percent(intact),
        attended: percent(attended!.annotations),
        drawn: percent(drawn!.annotations),
      },
      "At the word for the skin tone, {attention} of the attention is on a quarter of the positions. The probability of the correct tone is {intact}; without the annotations of this quarter it is {attended}, without those of a random quarter of the drawing {drawn}.",
      "写到肤色时，{attention} 的注意力集中在四分之一的位置上。写对肤色的概率是 {intact}；遮住这四分之一的特征，剩 {attended}；改为随机遮住图案里的四分之一，剩 {drawn}。",
    ),
    caution: paragraph(
      say(
        {
          seeds: seeds(intact.n),
          attended: percent(attended!.pixels),
          drawn: percent(drawn!.pixels),
          field: count(receptiveField, "pixel", "pixels", "个像素"),
        },
        "Measured over {seeds} with a short training. Without the pixels, the probabilities are {attended} and {drawn}; the receptive field of an annotation is {field} wide, so it has also seen pixels elsewhere.",
        "用 {seeds}测量，训练时间不长。改为遮住像素，两个概率是 {attended} 和 {drawn}；一个位置的特征，感受野宽 {field}，别处的像素它也看到了。",
      ),
      pairs === null
        ? undefined
        : say(
            {
              pictures: count(pairs.pictures, "picture", "pictures", "张图"),
              first: number(pairs.first, { digits: 1 }),
              second: number(pairs.second, { digits: 1 }),
              columns: number(side),
            },
            "In {pictures} of two tones, the mean column of the attention is {first} of {columns} for the first and {second} for the second.",
            "两个人、两种肤色的有 {pictures}，注意力的平均列号（共 {columns} 列），写第一种肤色时是 {first}，写第二种时是 {second}。",
          ),
    ),
  };
}

function annotationsWords(order: LookingFacts["annotations"]): Text {
  return cases(order, {
    "a is larger": text(
      "At a small part of the drawing, and the word depends on it: without the annotations of the most attended quarter, the correct skin tone becomes less probable than without those of a random quarter.",
      "看的是图案的一小块，写出的词也确实取决于它：遮住注意力最大的四分之一的特征，写对肤色的概率比随机遮住四分之一降得多。",
    ),
    "b is larger": text(
      "The word does not depend most on what is attended to: annotations of a random quarter of the drawing matter more than those of the most attended one.",
      "写出的词并不最依赖注意力所在的地方：随机遮住图案里的四分之一，影响反而更大。",
    ),
    unclear: text(
      "No dependence of the word on what is attended to was measured: a random quarter of the drawing matters about as much.",
      "没有测出写出的词取决于注意力所在的地方：随机遮住图案里的四分之一，影响差不多。",
    ),
  });
}

function pixelsWords(order: LookingFacts["pixels"]): Text {
  return cases(order, {
    "a is larger": text(
      "The pixels there also matter more than those of a random quarter.",
      "那里的像素，影响也比随机的四分之一大。",
    ),
    "b is larger": text(
      "If pixels are hidden instead, those of a random quarter matter even more: an annotation has also seen the pixels around it.",
      "换成遮住像素，随机的四分之一影响反而更大：一个位置的特征，周围的像素它也看到了。",
    ),
    unclear: text(
      "If pixels are hidden instead, no difference was measured; an annotation has also seen the pixels around it.",
      "换成遮住像素，就没有测出差别；一个位置的特征，周围的像素它也看到了。",
    ),
  });
}

function rightwardWords(rightward: LookingFacts["rightward"]): Text | undefined {
  if (rightward === "none") return undefined;
  return cases(rightward, {
    "a is larger": text(
      "If two people have two skin tones, the attention is further right for the second one.",
      "画着两个人、两种肤色时，写第二种肤色，注意力更靠右。",
    ),
    "b is larger": text(
      "If two people have two skin tones, the attention is further left for the second one.",
      "画着两个人、两种肤色时，写第二种肤色，注意力反而更靠左。",
    ),
    unclear: text(
      "If two people have two skin tones, no movement of the attention was measured between them.",
      "画着两个人、两种肤色时，没有测出注意力的移动。",
    ),
  });
}

export function blindWords({ all, kinds, threshold, misled }: BlindFacts): Answer {
  const form = kinds.find(({ kind }) => kind === "form")!;
  return {
    answer: isUndecided(all.own)
      ? tooFewSeeds
      : paragraph(guessableWords(kinds), neededWords(kinds), misledWords(misled)),
    evidence: say(
      { own: nats(all.own), none: nats(all.none), other: nats(all.other), form: nats(form.costs.none) },
      "A token costs {own} with its picture, {none} without a picture, and {other} with another picture. Fixed words cost {form} without a picture.",
      "每个词元的损失：看对应的图是 {own}，不看图是 {none}，看别的图是 {other}。固定格式的词，不看图的损失是 {form}。",
    ),
    caution: say(
      {
        seeds: seeds(all.own.n),
        threshold: nats(threshold, { digits: 1 }),
        tokens: count(
          kinds.reduce((sum, { tokens }) => sum + tokens, 0),
          "token",
          "tokens",
          "个词元",
        ),
      },
      "Measured over {seeds} on {tokens} of new combinations of emoji and skin tone. A kind of word counts as guessed if it costs less than {threshold} without a picture. Kinds follow the naming rules of emoji, which are far more regular than ordinary language.",
      "用 {seeds}和 {tokens}测量，都是没见过的表情与肤色组合。不看图的损失低于 {threshold}，就算猜得到。词的种类按表情符号的命名规则划分，比日常语言规整得多。",
    ),
  };
}

function guessableWords(kinds: BlindFacts["kinds"]): Text {
  const guessed = kinds.filter(({ guessable }) => guessable === "reached").map(({ kind }) => kindNames(kind));
  if (guessed.length === 0) {
    return text("No kind of word can be guessed from language alone.", "没有哪一类词只凭语言习惯就能猜到。");
  }
  return say(
    { kinds: enumeration(guessed) },
    "Language alone is enough to guess {kinds}.",
    "只凭语言习惯就能猜到的：{kinds}。",
  );
}

function neededWords(kinds: BlindFacts["kinds"]): Text {
  const needed = kinds.filter(({ guessable, helps }) => guessable !== "reached" && helps === "a is larger");
  if (needed.length === 0) {
    return text("For no other word was it measured that the picture helps.", "其余的词，都没有测出图片有帮助。");
  }
  return say(
    { kinds: enumeration(needed.map(({ kind }) => kindNames(kind))) },
    "The picture decides on {kinds}.",
    "要看图才写得出的：{kinds}。",
  );
}

function misledWords(misled: BlindFacts["misled"]): Text {
  return cases(misled, {
    "a is larger": text(
      "With another picture, the network believes the picture: the words cost more than without any.",
      "给它别的图，网络就信图：这些词的损失比不看图还大。",
    ),
    "b is larger": text("Another picture costs less than none.", "给它别的图，损失比不看图还小。"),
    unclear: text(
      "Between another picture and none, no difference was measured.",
      "给它别的图和不看图，没有测出差别。",
    ),
  });
}

export function unseenWords({ languages }: UnseenFacts): Answer {
  const [en, zh] = [languageOf(languages, "en"), languageOf(languages, "zh")];
  const of = (found: typeof en, emoji: "combinations" | "unseen", kind: "skin tone" | "what it is") =>
    percent(found.accuracies.find((one) => one.emoji === emoji && one.kind === kind)!.own);
  return {
    answer: isUndecided(en.fresh)
      ? tooFewSeeds
      : paragraph(
          novelWords(joint(en.novel, zh.novel)),
          toneWords(joint(en.tone, zh.tone)),
          lostWords(joint(en.lost, zh.lost)),
        ),
    evidence: say(
      {
        enTone: of(en, "unseen", "skin tone"),
        enObject: of(en, "unseen", "what it is"),
        zhTone: of(zh, "unseen", "skin tone"),
        zhObject: of(zh, "unseen", "what it is"),
      },
      "For unseen emoji, the network writes the correct skin tone in {enTone} of the English captions and the correct object in {enObject}; in Chinese, {zhTone} and {zhObject}.",
      "对没见过的表情符号，英文描述里肤色写对的占 {enTone}，画的是什么写对的占 {enObject}；中文分别是 {zhTone} 和 {zhObject}。",
    ),
    caution: say(
      {
        seeds: seeds(en.fresh.n),
        enKnown: of(en, "combinations", "what it is"),
        zhKnown: of(zh, "combinations", "what it is"),
        enFresh: percent(en.fresh),
        zhFresh: percent(zh.fresh),
      },
      "Measured over {seeds} with a short training. For known emoji in a new skin tone, the object is correct in {enKnown} of the English and {zhKnown} of the Chinese captions. New captions are {enFresh} and {zhFresh}. A correct description in other words counts as wrong.",
      "用 {seeds}测量，训练时间不长。见过的表情换一种没见过的肤色，画的是什么，英文写对 {enKnown}，中文写对 {zhKnown}。描述是新的，英文占 {enFresh}，中文占 {zhFresh}。意思对、用词不同的描述，也算写错。",
    ),
  };
}

const languageOf = (languages: UnseenFacts["languages"], language: "en" | "zh") =>
  languages.find((one) => one.language === language)!;

/** Returns the common verdict on both languages. */
const joint = <V extends string>(en: V, zh: NoInfer<V>): V | "different" => (en === zh ? en : "different");

function novelWords(novel: UnseenFacts["languages"][number]["novel"] | "different"): Text {
  return cases(novel, {
    missed: text(
      "Mostly a caption from training: it takes the new emoji for one that it knows.",
      "多半照写训练里见过的描述：它把没见过的表情当成了见过的。",
    ),
    reached: text("Mostly a new caption, made from words that it knows.", "多半写出一句新的描述，用的是它认识的词。"),
    unclear: text(
      "Sometimes a caption from training, sometimes a new one.",
      "有时照写训练里见过的描述，有时写出新的。",
    ),
    different: text(
      "A caption from training or a new one, depending on the language.",
      "照写见过的描述还是写出新的，两种语言不一样。",
    ),
  });
}

function toneWords(tone: UnseenFacts["languages"][number]["tone"] | "different"): Text {
  return cases(tone, {
    "a is larger": text(
      "The skin tone is correct more often than the object: what many emoji share carries over.",
      "肤色比“画的是什么”更常写对：许多表情共有的东西，能用到没见过的表情上。",
    ),
    "b is larger": text("The object is correct more often than the skin tone.", "“画的是什么”反而比肤色更常写对。"),
    unclear: text("No difference between skin tone and object was measured.", "肤色和“画的是什么”，没有测出差别。"),
    different: text(
      "The languages differ in which is correct more often, the skin tone or the object.",
      "肤色和“画的是什么”哪个更常写对，两种语言不一样。",
    ),
  });
}

function lostWords(lost: UnseenFacts["languages"][number]["lost"] | "different"): Text {
  return cases(lost, {
    "a is larger": text(
      "The object itself is lost: it is correct less often than for emoji that are known in other skin tones.",
      "“画的是什么”就丢了：不如见过其他肤色的表情写对得多。",
    ),
    "b is larger": text(
      "The object is correct even more often than for known emoji.",
      "“画的是什么”甚至比见过的表情写对得更多。",
    ),
    unclear: text(
      "For the object, no difference from known emoji was measured.",
      "“画的是什么”和见过的表情相比，没有测出差别。",
    ),
    different: text(
      "For the object, the languages differ in the comparison with known emoji.",
      "“画的是什么”和见过的表情相比，两种语言结果不一样。",
    ),
  });
}
