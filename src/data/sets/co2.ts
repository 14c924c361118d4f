/** CO2: the Keeling curve, a monthly series with a trend and a season (Mauna Loa, Hawaii). */
import { decodeCsv, numberIn } from "../csv.ts";
import { load } from "../load.ts";
import { type Series, seriesSample } from "../series.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "../set.ts";

const source = "co2-concentration.csv";
const names = ["CO2 (ppm)"];
const first = "1964-05";

const bundle: Bundle<"values"> = {
  set: "co2",
  origin: { kind: "library" },
  files: [{ name: source, length: 18_547, sha256: "c1a4a970864145940a28225cae288618b156cb32f9a2a1b6606ba7124134febb" }],
  decode: ([file]) => decode(file!),
  layout: 1,
};

export const co2Set: DataSet = {
  name: "co2",
  title: "CO2 at Mauna Loa",
  chinese: "莫纳罗亚山大气二氧化碳浓度",
  summary: "monthly concentration of carbon dioxide in the air",
  size: "672 months, May 1964 to April 2020; earlier months are omitted because five are missing",
  source: "Scripps CO2 Program; npm package vega-datasets 3.2.1",
  license: "CC-BY-4.0",
  citation:
    "C. D. Keeling, S. C. Piper, R. B. Bacastow et al.: Exchanges of atmospheric CO2 and 13CO2 with the terrestrial biosphere and oceans from 1978 to 2000. SIO Reference Series 01-06 (2001)",
  bundles: [bundle],
  sample: async () => seriesSample(await co2(), 12 * 12),
};

/**
 * Loads the monthly concentration of CO2 in parts per million, without gaps. The seasonally adjusted values of the file
 * are omitted: they were fitted to the whole record, so they contain information about the future. Rejects with a
 * DataError if the file is not the original.
 */
export async function co2(options: DataOptions = {}): Promise<Series> {
  const { values } = await load(bundle, options);
  const [year, month] = first.split("-").map(Number) as [number, number];
  const dates = Array.from({ length: values.data.length }, (_, i) => {
    const months = 12 * year + month - 1 + i;
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
  });
  return { dates, names, values: values.data as Float32Array };
}

function decode(file: Uint8Array): Arrays<"values"> {
  const rows = decodeCsv(file, source).slice(1);
  const from = rows.findIndex(([date]) => date!.startsWith(first));
  const values = Float32Array.from(rows.slice(from), ([, value]) => numberIn(value!, source));
  return { values: { data: values, shape: [values.length, 1] } };
}
