/** Names of corpora, of ways to pass the source to the decoder, and of tokens. */
import { type Text, cases, text } from "../text.ts";
import type { CorpusName } from "./corpora.ts";
import type { Route } from "./facts.ts";

export const corpusNames: Readonly<Record<CorpusName, Text>> = {
  emoji: text("emoji names", "表情符号名称"),
  libreoffice: text("LibreOffice messages", "LibreOffice 界面文本"),
};

export const withAttention = text("with attention", "有注意力");
export const withoutAttention = text("without attention", "无注意力");

export const routeNames = (route: Route): Text =>
  cases(route, {
    attention: withAttention,
    vector: text("one vector", "一个向量"),
    longer: text("one vector, trained longer", "一个向量，训练更久"),
    wider: text("a wider vector", "更宽的向量"),
  });

/** Name of the end token in figures. */
export const endName = text("end", "结束");

/** Shows a space that would be invisible. */
export const visible = (token: string): string => token.replaceAll(" ", "␣");
