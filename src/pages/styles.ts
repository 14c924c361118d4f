/** Styles of a page: one column, readable in light and dark, and printable. */
export const styles = `
:root { color-scheme: light dark; --text: #1b2333; --soft: #5d6980; --line: #d8dee9; --code: #f3f5f9; --page: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6eaf2; --soft: #9aa7bd; --line: #343d4f; --code: #1d2430; --page: #12161e; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 17px/1.65 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 5rem; }
h1 { font-size: 2rem; line-height: 1.25; margin: 1rem 0; }
h2 { font-size: 1.4rem; margin: 3rem 0 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
blockquote { margin: 1.25rem 0; padding: .25rem 0 .25rem 1rem; border-left: 3px solid #2563eb; font-size: 1.1rem; }
figure { margin: 1.5rem 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
.formula { margin: 1.5rem 0 .5rem; overflow-x: auto; }
pre { margin: .75rem 0; padding: .75rem 1rem; overflow-x: auto; border-radius: 8px; background: var(--code);
  font: 14px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre .file { display: block; color: var(--soft); font-size: 12px; }
pre.command code::before { content: "$ "; color: var(--soft); }
.step { display: grid; gap: 0 1.5rem; align-items: center; margin: 1.25rem 0; }
@media (min-width: 62rem) {
  .step { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); margin-inline: -7rem; }
}
.step pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.step p { margin: .25rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
summary { cursor: pointer; color: #2563eb; padding: .25rem 0; }
details { margin: .5rem 0 1.25rem; }
@media print { details > * { display: block; } pre { white-space: pre-wrap; } }
`;
