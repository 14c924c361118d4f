/** List of all data sets. */
import type { DataSet } from "../set.ts";
import { austenSet } from "./austen.ts";
import { breastCancerSet } from "./breast-cancer.ts";
import { brownSet } from "./brown.ts";
import { co2Set } from "./co2.ts";
import { copyingSet } from "./copying.ts";
import { countingSet } from "./counting.ts";
import { digitSumSet } from "./digit-sum.ts";
import { digitsSet } from "./digits.ts";
import { emojiNamesSet } from "./emoji-names.ts";
import { emojiPicturesSet } from "./emoji-pictures.ts";
import { fashionMnistSet } from "./fashion-mnist.ts";
import { irisSet } from "./iris.ts";
import { libreOfficeSet } from "./libre-office.ts";
import { mnistSet } from "./mnist.ts";
import { paritySet } from "./parity.ts";
import { penguinsSet } from "./penguins.ts";
import { reversalSet } from "./reversal.ts";
import { runningSumSet } from "./running-sum.ts";
import { seattleWeatherSet } from "./seattle-weather.ts";
import { tangPoemsSet } from "./tang-poems.ts";
import { twoMoonsSet } from "./two-moons.ts";
import { wineSet } from "./wine.ts";

/** Records of all data sets, in the order of `hebb data`. */
export const dataSets: readonly DataSet[] = [
  mnistSet,
  fashionMnistSet,
  digitsSet,
  irisSet,
  wineSet,
  penguinsSet,
  breastCancerSet,
  austenSet,
  tangPoemsSet,
  brownSet,
  emojiNamesSet,
  libreOfficeSet,
  emojiPicturesSet,
  co2Set,
  seattleWeatherSet,
  twoMoonsSet,
  digitSumSet,
  runningSumSet,
  paritySet,
  copyingSet,
  reversalSet,
  countingSet,
];
