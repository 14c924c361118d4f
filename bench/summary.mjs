// Converts the records of several rounds to medians, ratios and table rows.

/** Median of a non-empty list. For an even count, this is the mean of the two middle values. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Ratio of the medians over all rounds, with the range of the ratios of single rounds. */
function ratioOf(numerators, denominators) {
  const single = numerators.map((value, round) => value / denominators[round]);
  return { ratio: median(numerators) / median(denominators), min: Math.min(...single), max: Math.max(...single) };
}

function stepRow(workload, ours, peer) {
  const pick = (records, key) => records.map((record) => record[key]);
  const middle = (records, key) => median(pick(records, key));
  return {
    case: workload,
    unit: "ms",
    ours: middle(ours, "median_ms"),
    peer: middle(peer, "median_ms"),
    ...ratioOf(pick(peer, "median_ms"), pick(ours, "median_ms")),
    ours_first_ms: middle(ours, "first_ms"),
    peer_first_ms: middle(peer, "first_ms"),
    ours_rss_mb: middle(ours, "peak_rss_mb"),
    peer_rss_mb: middle(peer, "peak_rss_mb"),
    ...(ours[0].compile_ms === undefined ? {} : { ours_compile_ms: middle(ours, "compile_ms") }),
  };
}

function gemmRows(ours, peer) {
  const forms = { gflops: "nn", tn: "tn", nt: "nt", tt: "tt" };
  return Object.keys(ours[0].sizes).flatMap((n) =>
    Object.entries(forms).map(([key, form]) => {
      const [own, other] = [ours, peer].map((records) => records.map((record) => record.sizes[n][key]));
      const peaks = ours.map((record) => record.peak_gflops);
      return {
        case: `gemm ${n} ${form}`,
        unit: "GFLOP/s",
        ours: median(own),
        peer: median(other),
        ...ratioOf(own, other),
        ...(peaks[0] === undefined ? {} : { of_peak: ratioOf(own, peaks) }),
      };
    }),
  );
}

function elementwiseRows(ours, peer) {
  return ["fused", "softmax"].map((key) => {
    const [own, other] = [ours, peer].map((records) => records.map((record) => record[key].gbps));
    return { case: `elementwise ${key}`, unit: "GB/s", ours: median(own), peer: median(other), ...ratioOf(own, other) };
  });
}

/**
 * Rows of the comparison, one per value: medians of both sides and a ratio, which is above 1 if Hebb is faster. `ours`
 * and `records` are the records of Hebb and of the peer, one per round.
 */
export function compareRecords(workload, ours, { peer, records }) {
  const rows =
    workload === "gemm"
      ? gemmRows(ours, records)
      : workload === "elementwise"
        ? elementwiseRows(ours, records)
        : [stepRow(workload, ours, records)];
  return rows.map((row) => ({ ...row, name: peer }));
}

const number = (value) => (value === undefined ? "" : value.toPrecision(value >= 100 ? 4 : 3));
const range = ({ ratio, min, max }) => [ratio.toFixed(2), `${min.toFixed(2)}..${max.toFixed(2)}`];

/** Formats the rows as a text table with aligned columns. */
export function formatTable(rows) {
  const withPeak = rows.some((row) => row.of_peak !== undefined);
  const withSteps = rows.some((row) => row.unit === "ms");
  const heading = ["workload", "peer", "unit", "hebb", "peer's", "ratio", "min..max"];
  if (withPeak) heading.push("of peak", "min..max");
  if (withSteps) heading.push("compile ms", "first ms", "peer's", "RSS MB", "peer's");
  const lines = rows.map((row) => {
    const cells = [row.case, row.name, row.unit, number(row.ours), number(row.peer), ...range(row)];
    if (withPeak) cells.push(...(row.of_peak === undefined ? ["", ""] : range(row.of_peak)));
    if (withSteps) {
      const extra = [row.ours_compile_ms, row.ours_first_ms, row.peer_first_ms, row.ours_rss_mb, row.peer_rss_mb];
      cells.push(...extra.map(number));
    }
    return cells;
  });
  const widths = heading.map((_, column) => Math.max(...[heading, ...lines].map((line) => line[column].length)));
  const align = (text, column) => (column < 3 ? text.padEnd(widths[column]) : text.padStart(widths[column]));
  return [heading, ...lines].map((line) => line.map(align).join("  ").trimEnd()).join("\n");
}
