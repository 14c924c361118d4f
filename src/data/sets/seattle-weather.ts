/** Daily weather of Seattle over four years: a noisy series with a season. */
import { decodeCsv, numberIn } from "../csv.ts";
import { load } from "../load.ts";
import { type Series, seriesSample } from "../series.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "../set.ts";

const source = "seattle-weather.csv";
const names = ["precipitation (mm)", "highest temperature (°C)", "lowest temperature (°C)", "wind"];
const classes = ["drizzle", "rain", "snow", "sun", "fog"];

const bundle: Bundle<"values" | "weather"> = {
  set: "seattle-weather",
  origin: { kind: "library" },
  files: [{ name: source, length: 48_219, sha256: "0845078a290b48e3149ab8639966824110a251db4e06fc144c06ebb534af23be" }],
  decode: ([file]) => decode(file!),
  layout: 1,
};

export const seattleWeatherSet: DataSet = {
  name: "seattle-weather",
  title: "Seattle weather",
  chinese: "西雅图天气",
  summary: "daily rain, temperatures and wind",
  size: "1,461 days, 2012 to 2015, none missing",
  source: "NOAA National Climatic Data Center; npm package vega-datasets 3.2.1",
  license: "public domain (US government)",
  citation: "NOAA National Centers for Environmental Information: Climate Data Online, Seattle, 2012-2015",
  bundles: [bundle],
  sample: async () => {
    const { dates, names, values } = await seattleWeather();
    // Only the highest temperatures.
    const highest = values.filter((_, i) => i % names.length === 1);
    return seriesSample({ dates, names: [names[1]!], values: highest }, 2 * 365);
  },
};

/** Weather of Seattle as a series, with a class for each day. */
export interface SeattleWeather extends Series {
  /** Class of each day, an index into the list of classes. */
  readonly weather: Uint8Array;
  readonly classes: readonly string[];
}

/** Loads the weather of 1,461 days in four columns. Rejects with a DataError if the file is not the original. */
export async function seattleWeather(options: DataOptions = {}): Promise<SeattleWeather> {
  const { values, weather } = await load(bundle, options);
  const days = weather.data.length;
  const start = Date.UTC(2012, 0, 1);
  const dates = Array.from({ length: days }, (_, i) => new Date(start + i * 86_400_000).toISOString().slice(0, 10));
  return { dates, names, values: values.data as Float32Array, weather: weather.data as Uint8Array, classes };
}

function decode(file: Uint8Array): Arrays<"values" | "weather"> {
  const rows = decodeCsv(file, source).slice(1);
  const values = rows.flatMap((row) => row.slice(1, 5).map((cell) => numberIn(cell, source)));
  return {
    values: { data: Float32Array.from(values), shape: [rows.length, 4] },
    weather: { data: Uint8Array.from(rows, (row) => classes.indexOf(row[5]!)), shape: [rows.length] },
  };
}
