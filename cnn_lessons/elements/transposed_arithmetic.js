// What <cnn-transposed-window> computes: a window spreads a pixel over many numbers.

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
  const plan = { down, right, tables, boards: ["Output"], ticks: ["Input"], results: ["Output"] };
  plan.lines = linesFor(kernel.length);
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
    if (position < 0) return [grid(down.padded, right.padded, () => undefined)];
    const sums = grid(down.padded, right.padded, () => 0);
    for (let place = 0; place <= position; place += 1) {
      const cells = cellsAt(Math.floor(place / right.places), place % right.places).flat();
      for (const { row, column, share } of cells) sums[row][column] += share;
    }
    return [sums];
  };
  const [all] = plan.shown(image.flat().length - 1);
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

plan = spread;
