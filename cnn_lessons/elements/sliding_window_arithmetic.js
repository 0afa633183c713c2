// What <cnn-sliding-window> computes. Sizes: axis.js, numbers: written.js.
// A window gathers pixels into a number (convolution, pooling) or spreads a pixel over many
// numbers (transposed). `plan` says for one choice of settings which tables there are, over which
// of them the window slides (`board`), which place it is at (`ticks`), and what happens there.

const factor = (value) => (rounded(value) < 0 ? `(${written(value)})` : written(value));
const shape = (rows) => `${rows.length} × ${rows[0].length}`;
const few = (parts) => (parts.length > 6 ? [...parts.slice(0, 3), "…", parts.at(-1)] : parts);
const perAxis = (padding) => (Array.isArray(padding) ? padding : [padding, padding]);
const grid = (rows, columns, value) =>
  Array.from({ length: Math.max(rows, 0) }, (_, i) =>
    Array.from({ length: Math.max(columns, 0) }, (_, j) => value(i, j)),
  );

// How the pixels under a window become one number; on padding a pixel is undefined.
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const REDUCTIONS = {
  convolution: {
    frame: "0",
    value: (cells) => sumOf(cells.map(({ pixel = 0, weight }) => pixel * weight)),
    part: ({ pixel = 0, weight }) => `${factor(pixel)}·${factor(weight)}`,
    words: () => ({ open: "", between: " + ", begin: "+ ", end: "", close: "" }),
  },
  max: {
    frame: "−∞",
    value: (cells) => Math.max(...cells.map(({ pixel = -Infinity }) => pixel)),
    part: ({ pixel }) => (pixel === undefined ? "−∞" : written(pixel)),
    words: () => ({ open: "max(", between: ", ", begin: "", end: ",", close: ")" }),
  },
  average: {
    frame: "",
    value: (cells) => sumOf(cells.map(({ pixel }) => pixel)) / cells.length,
    part: ({ pixel }) => factor(pixel),
    words: (cells) => ({
      open: "(", between: " + ", begin: "+ ", end: "", close: `) / ${cells.length}`,
    }),
  },
};

// One line for each row of the window, then the result.
function reckoning(rows, value, { part, words }) {
  const cells = rows.flat();
  const { open, between, begin, end, close } = words(cells);
  const rowTexts = few(rows.map((row) => few(row.map(part)).join(between)));
  const last = rowTexts.length - 1;
  const lines = rowTexts.map(
    (text, k) => (k ? begin : open) + text + (k < last ? end : close),
  );
  const numbers = cells.flatMap(({ pixel = 0, weight = 0 }) => [pixel, weight]);
  const equals = [value, ...numbers].every(isExact) ? "=" : "≈";
  return [...lines, `${equals} <mark>${written(value)}</mark>`];
}

function gather(data) {
  const { operation, image, kernel, pool_size: poolSize, strides, padding } = data;
  const dilation = data.dilation_rate ?? [1, 1];
  const [height, width] = poolSize ?? [kernel.length, kernel[0].length];
  const [forRows, forColumns] = perAxis(padding);
  const down = axis(image.length, height, strides[0], dilation[0], forRows);
  const right = axis(image[0].length, width, strides[1], dilation[1], forColumns);
  const padded = grid(down.padded, right.padded, (i, j) => image[i - down.before]?.[j - right.before]);
  const reduction = REDUCTIONS[operation];
  const isBrief = kernel?.flat().every((weight) => written(weight).length < 4);

  const rowsAt = (i, j) =>
    grid(height, width, (a, b) => {
      const [row, column] = [i * strides[0] + a * dilation[0], j * strides[1] + b * dilation[1]];
      const weight = kernel?.[a][b];
      // Weights such as 0.111 would crowd the pixels.
      const label = isBrief && `×${written(weight)}`;
      return { row, column, weight, label, pixel: padded[row][column] };
    })
      .map((row) => row.filter(({ pixel }) => operation !== "average" || pixel !== undefined))
      .filter((row) => row.length);
  const valueAt = (i, j) => reduction.value(rowsAt(i, j).flat());

  const input = { name: "Input", note: shape(image), rows: padded, frame: reduction.frame };
  if (shape(padded) !== shape(image)) input.note += `, padded to ${shape(padded)}`;
  const tables = [input];
  if (kernel) tables.push({ name: "Kernel", note: shape(kernel), rows: kernel });
  const plan = { down, right, tables, board: "Input", ticks: "Output" };
  const isTooWide = [down, right].some(
    ({ before, after, span }) => poolSize && Math.max(before, after) >= span,
  );
  if (down.places < 1 || right.places < 1) {
    plan.fault =
      `A window of ${down.span} × ${right.span} pixels does not fit on ${shape(padded)} pixels. ` +
      `Choose a smaller ${poolSize ? "window" : "dilation"}, or the padding “same”.`;
  } else if (isTooWide) {
    plan.fault =
      `A window of ${down.span} × ${right.span} pixels would lie on padding alone. ` +
      "Choose a larger window, or the padding “same”.";
  }
  if (plan.fault) return plan;

  plan.outputs = grid(down.places, right.places, valueAt);
  tables.push({ name: "Output", note: shape(plan.outputs), rows: plan.outputs });
  // Outputs still to come are blank: the reader can predict them.
  plan.shown = (position) =>
    plan.outputs.map((row, i) =>
      row.map((value, j) => (i * right.places + j <= position ? value : undefined)),
    );
  plan.at = (i, j) => {
    const [rows, value] = [rowsAt(i, j), plan.outputs[i][j]];
    const lines = reckoning(rows, value, reduction);
    const cells = rows.flat();
    if (operation === "max") {
      const best = cells.filter(({ pixel }) => pixel === value);
      best[0].hasWon = true;
      if (best.length > 1) lines.push(`(the first of ${best.length})`);
    }
    return { cells, lines, spoken: `output ${written(value)}` };
  };
  return plan;
}

// One axis of a transposed convolution: `size` windows reach so far, and the padding is cut off.
function spreadAxis(size, kernelSize, stride, dilation, padding) {
  const span = dilation * (kernelSize - 1) + 1;
  const covered = (size - 1) * stride + span;
  let [before, after] = Array.isArray(padding) ? padding : [0, 0];
  let length = covered - before - after;
  if (padding === "valid") length = covered + Math.max(stride - span, 0);
  if (padding === "same") {
    length = size * stride;
    ({ before, after } = axis(length, kernelSize, stride, dilation, padding));
  }
  return { before, after, length, padded: before + length + after, span, places: size };
}

function spread({ image, kernel, strides, padding, dilation_rate: dilation }) {
  const [forRows, forColumns] = perAxis(padding);
  const down = spreadAxis(image.length, kernel.length, strides[0], dilation[0], forRows);
  const right = spreadAxis(image[0].length, kernel[0].length, strides[1], dilation[1], forColumns);
  const isKept = (i, j) =>
    i >= down.before && i < down.before + down.length &&
    j >= right.before && j < right.before + right.length;
  const inputs = { name: "Input", note: shape(image), rows: image };
  const tables = [inputs, { name: "Kernel", note: shape(kernel), rows: kernel }];
  const plan = { down, right, tables, board: "Output", ticks: "Input" };
  if (down.length < 1 || right.length < 1) {
    plan.fault =
      `Nothing is left of ${down.padded} × ${right.padded} pixels when the padding is cut off. ` +
      "Choose a larger stride or dilation, or the padding “valid”.";
    return plan;
  }

  const cellsAt = (i, j) =>
    kernel.map((weights, a) =>
      weights.map((weight, b) => ({
        row: i * strides[0] + a * dilation[0],
        column: j * strides[1] + b * dilation[1],
        weight,
        share: image[i][j] * weight,
      })),
    );
  plan.shown = (position) => {
    const sums = grid(down.padded, right.padded, () => 0);
    for (let place = 0; place <= position; place += 1) {
      const cells = cellsAt(Math.floor(place / right.places), place % right.places).flat();
      for (const { row, column, share } of cells) sums[row][column] += share;
    }
    return sums;
  };
  const all = plan.shown(image.flat().length - 1);
  plan.outputs = all
    .slice(down.before, down.before + down.length)
    .map((row) => row.slice(right.before, right.before + right.length));
  const output = { name: "Output", note: shape(plan.outputs), rows: all, isKept };
  if (shape(all) !== shape(plan.outputs)) output.note += `, cut out of ${shape(all)}`;
  tables.push(output);
  const products = image.flat().flatMap((pixel) => kernel.flat().map((weight) => pixel * weight));
  const isBrief = products.every((product) => written(product).length < 4);
  plan.at = (i, j) => {
    const [rows, pixel] = [cellsAt(i, j), image[i][j]];
    const cells = rows.flat().map((cell) => ({
      ...cell,
      label: isBrief && (cell.share < 0 ? "" : "+") + written(cell.share),
    }));
    const part = ({ weight }) => `${factor(pixel)}·${factor(weight)}`;
    const texts = few(rows.map((row) => few(row.map(part)).join(", ")));
    const lines = texts.map((text, k) => text + (k < texts.length - 1 ? "," : ""));
    lines.unshift(`<mark>${written(pixel)}</mark> lays down`);
    return { cells, lines, spoken: `pixel ${written(pixel)}` };
  };
  return plan;
}

const plan = (data) => (data.operation === "transposed" ? spread(data) : gather(data));
