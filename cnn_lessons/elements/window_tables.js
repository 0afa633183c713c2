// Tables and their words, whatever a window computes. Numbers: written.js.

let plan; // set by the script that computes

const factor = (value) => (rounded(value) < 0 ? `(${written(value)})` : written(value));
const shape = (rows) => `${rows.length} × ${rows[0].length}`;
const few = (parts) => (parts.length > 6 ? [...parts.slice(0, 3), "…", parts.at(-1)] : parts);
// How many lines a step is told in: its place, the rows of its window, and the result.
const linesFor = (rows) => 2 + few(Array(rows).fill("")).length;
const perAxis = (padding) => (Array.isArray(padding) ? padding : [padding, padding]);
const grid = (rows, columns, value) =>
  Array.from({ length: Math.max(rows, 0) }, (_, i) =>
    Array.from({ length: Math.max(columns, 0) }, (_, j) => value(i, j)),
  );

// The values of a table up to a position, row after row.
const firstOf = (rows, position) =>
  rows.map((row, i) =>
    row.map((value, j) => (i * row.length + j <= position ? value : undefined)),
  );
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
