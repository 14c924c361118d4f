/** The letters A to J in 5 x 7 pixels, each paired with a picture of a digit. */
import { Tensor } from "hebb";

/** Width and height of a letter. */
export const letterSize = { width: 5, height: 7 } as const;

const drawn: Readonly<Record<string, string>> = {
  A: ".###. #...# #...# ##### #...# #...# #...#",
  B: "####. #...# #...# ####. #...# #...# ####.",
  C: ".###. #...# #.... #.... #.... #...# .###.",
  D: "####. #...# #...# #...# #...# #...# ####.",
  E: "##### #.... #.... ####. #.... #.... #####",
  F: "##### #.... #.... ####. #.... #.... #....",
  G: ".###. #...# #.... #.### #...# #...# .###.",
  H: "#...# #...# #...# ##### #...# #...# #...#",
  I: ".###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.",
  J: "..### ...#. ...#. ...#. ...#. #..#. .##..",
};

export const letters: readonly string[] = Object.keys(drawn);

/** Returns the first `count` letters as rows of 1 and -1, [count][35]. */
export function letterRows(count = letters.length): number[][] {
  return letters.slice(0, count).map((letter) =>
    drawn[letter]!.replaceAll(" ", "")
      .split("")
      .map((mark) => (mark === "#" ? 1 : -1)),
  );
}

/** Returns them as a tensor, f32 [count, 35]. */
export function letterPictures(count = letters.length): Tensor {
  return Tensor.from(letterRows(count).flat(), [count, letterSize.width * letterSize.height]);
}
