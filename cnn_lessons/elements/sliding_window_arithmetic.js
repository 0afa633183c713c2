// What windows compute that gather pixels into a number, as in a convolution.
// `plan` says for one choice of settings which tables there are, over which of them the window
// slides (`boards`), which places it takes (`ticks`, table after table), which tables fill up
// (`results`), and what happens at a place. Sizes: axis.js.

// How the pixels under a window become one number; on padding a pixel is undefined.
const REDUCTIONS = {
  convolution: {
    frame: "0",
    value: (cells) => sumOf(cells.map(({ pixel = 0, weight }) => pixel * weight)),
    part: ({ pixel = 0, weight }) => `${factor(pixel)}·${factor(weight)}`,
    words: () => ({ open: "", between: " + ", begin: "+ ", end: "", close: "" }),
  },
};

const result = (value, numbers) =>
  `${[value, ...numbers].every(isExact) ? "=" : "≈"} <mark>${written(value)}</mark>`;

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
  return [...lines, result(value, numbers)];
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
  const plan = { down, right, tables, boards: ["Input"], ticks: ["Output"], results: ["Output"] };
  plan.lines = linesFor(height);
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
  plan.shown = (position) => [firstOf(plan.outputs, position)];
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

plan = gather;
