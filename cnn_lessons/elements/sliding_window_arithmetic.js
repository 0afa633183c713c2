// What <cnn-sliding-window> computes: sums, and numbers as they are written. Sizes: axis.js.

// One to three decimals, halves away from 0: visualization/sliding_window.py rounds like this too.
function rounded(value) {
  const size = Math.abs(value);
  const steps = size >= 100 ? 10 : size >= 1 ? 100 : 1000;
  return (Math.sign(value) * Math.floor(size * steps + 0.5)) / steps || 0;
}
const written = (value) => String(rounded(value)).replace("-", "−");
const factor = (value) => (rounded(value) < 0 ? `(${written(value)})` : written(value));
const isExact = (value) => Math.abs(value - rounded(value)) < 1e-6;
const shape = (rows) => `${rows.length} × ${rows[0].length}`;
const few = (parts) => (parts.length > 6 ? [...parts.slice(0, 3), "…", parts.at(-1)] : parts);

// Everything about one choice of settings. In `padded`, undefined is a padding zero.
function convolve({ image, kernel, strides, padding, dilation_rate: dilation }) {
  const [forRows, forColumns] = Array.isArray(padding) ? padding : [padding, padding];
  const down = axis(image.length, kernel.length, strides[0], dilation[0], forRows);
  const right = axis(image[0].length, kernel[0].length, strides[1], dilation[1], forColumns);
  const fits = down.places > 0 && right.places > 0;
  const padded = Array.from({ length: down.padded }, (_, i) =>
    Array.from({ length: right.padded }, (_, j) => image[i - down.before]?.[j - right.before]),
  );
  // The weights at one place, each with the row and column of the pixel that it meets.
  const products = (i, j) =>
    kernel.map((weights, a) =>
      weights.map((weight, b) => {
        const row = i * strides[0] + a * dilation[0];
        const column = j * strides[1] + b * dilation[1];
        return { row, column, weight, pixel: padded[row][column] ?? 0 };
      }),
    );
  const total = (i, j) =>
    products(i, j).flat().reduce((sum, { weight, pixel }) => sum + pixel * weight, 0);
  const outputs = Array.from({ length: fits ? down.places : 0 }, (_, i) =>
    Array.from({ length: right.places }, (_, j) => total(i, j)),
  );
  return { down, right, fits, padded, products, outputs };
}

// The lines of a sum: one for each row of the kernel, then the total.
function sumLines(products, total) {
  const rows = products.map((row) => row.map((p) => `${factor(p.pixel)}·${factor(p.weight)}`));
  const lines = few(rows).map((row) => (row === "…" ? row : few(row).join(" + ")));
  const all = [total, ...products.flat().flatMap((p) => [p.pixel, p.weight])];
  return { lines, equals: all.every(isExact) ? "=" : "≈" };
}
