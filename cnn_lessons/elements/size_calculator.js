// <cnn-size-calculator>: how often a window fits on a row of pixels, as a formula and as a drawing.
// Data: size, kernel_size, strides, padding ("valid", "same" or zeros per side), dilation_rate.
// visualization/size_calculator.py writes the same texts and the same table.

const MOST_CELLS = 36; // a longer row is cut in the middle, and keeps this many cells at each end
const END_CELLS = 14;
const MOST_WINDOWS = 10; // of more, the first 6 and the last 4 are drawn
const FIELDS = [
  ["size", "Input size", 1, 9999],
  ["kernel_size", "Kernel size", 1, 999],
  ["strides", "Stride", 1, 999],
  ["dilation_rate", "Dilation", 1, 99],
  ["zeros", "Zeros per side", 0, 999],
];
const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

// Everything about one choice of settings; cells are counted from the first padding zero.
function plan({ size, kernel_size: kernel, strides: stride, padding, dilation_rate: dilation }) {
  const sides = typeof padding === "number" ? [padding, padding] : padding;
  const now = { size, kernel, stride, padding, dilation };
  Object.assign(now, axis(size, kernel, stride, dilation, sides));
  now.over = Math.max(now.places, 0) * stride; // where the step begins that the floor drops
  now.end = now.over - stride + now.span; // the cell after the last window
  const reached = new Uint8Array(now.padded);
  for (let place = 0; place < now.places; place += 1) {
    for (let weight = 0; weight < kernel; weight += 1) {
      reached[place * stride + weight * dilation] = 1;
    }
  }
  now.isPadding = (cell) => cell < now.before || cell >= now.before + size;
  now.isMissed = (cell) => now.places > 0 && !reached[cell];
  return now;
}

// The lines of the formula, with the numbers put in.
function formula({ size, before, after, padded, span, stride, places }) {
  const steps = places - 1;
  return [
    `Output size = ⌊(${size} + ${before} + ${after} − ${span}) / ${stride}⌋ + 1`,
    `= ⌊${padded - span} / ${stride}⌋ + 1`,
    `= ${steps} + 1 = <mark>${places}</mark>`,
  ];
}

// Pixels and padding zeros among the missed cells from `first` up to `last`.
function missed({ padded, isMissed, isPadding }, first, last = padded) {
  const cells = Array.from({ length: last - first }, (_, i) => first + i).filter(isMissed);
  const zeros = cells.filter(isPadding).length;
  const parts = [[cells.length - zeros, "pixel"], [zeros, "padding zero"]];
  return parts.filter(([number]) => number).map((part) => counted(...part)).join(" and ");
}

function inWords(now) {
  const { kernel, dilation, before, after, padded, span, places, stride, end } = now;
  const words = [];
  if (dilation > 1 && kernel > 1) {
    words.push(`A kernel of ${kernel} weights, ${dilation} pixels apart, spans ${span} pixels.`);
  }
  if (now.padding === "same") words.push(`“same” adds ${before} before and ${after} after.`);
  if (places < 1) {
    words.push(
      `A window of ${counted(span, "pixel")} does not fit on ${padded} ` +
        `(${before} + ${now.size} + ${after} with the padding). ` +
        "Choose a smaller kernel or dilation, a larger input, or more padding.",
    );
    return words.join(" ");
  }
  words.push(`The window fits in ${counted(places, "place")}.`);
  const [passed, left] = [missed(now, 0, end), missed(now, end)];
  if (passed) {
    const reasons = [];
    if (stride > span) reasons.push("the stride is longer than the window");
    if (dilation > 1 && kernel > 1) reasons.push("the weights stand apart");
    words.push(`Passed over (✕), since ${reasons.join(" and ")}: ${passed}.`);
  }
  if (left) {
    words.push(
      `Left over at the end (✕): ${left}. One more step${now.over < padded ? " (dashed)" : ""} ` +
        "would carry the window over the edge, and the floor drops it.",
    );
  }
  if (!passed && !left) words.push("It reaches every pixel.");
  return words.join(" ");
}

// Where each drawn cell is; undefined stands for all that are cut out.
function drawnCells({ padded }) {
  const all = Array.from({ length: padded }, (_, cell) => cell);
  if (padded <= MOST_CELLS) return all;
  return [...all.slice(0, END_CELLS), undefined, ...all.slice(-END_CELLS)];
}

function drawnWindows({ places, stride, kernel, dilation }, cells) {
  const isDrawn = new Set(cells);
  const weights = Array.from({ length: kernel }, (_, weight) => weight * dilation);
  const all = Array.from({ length: Math.max(places, 0) }, (_, place) => place).filter((place) =>
    weights.some((weight) => isDrawn.has(place * stride + weight)),
  );
  return all.length > MOST_WINDOWS ? [...all.slice(0, 6), ...all.slice(-4)] : all;
}

const td = (names, text) => `<td${names ? ` class="${names}"` : ""}>${text}</td>`;

// Pixel numbers, then the padded row, then one row for each window.
function drawing(now) {
  const { size, before, padded, span, stride, dilation } = now;
  const cells = drawnCells(now);
  const row = (name, cell) => `<tr class="${name}">${cells.map(cell).join("")}</tr>`;
  const number = (cell) => {
    const pixel = cell - before;
    const isLast = pixel === size - 1;
    const isShown = padded <= END_CELLS || isLast || (pixel % 5 === 0 && size - pixel > 3);
    return td("", isShown && !(now.isPadding(cell) || cell === undefined) ? pixel : "");
  };
  const pixel = (cell) => {
    if (cell === undefined) return td("cut", "…");
    const [pad, out] = [now.isPadding(cell), now.isMissed(cell)];
    const names = [pad && "pad", out && "out"].filter(Boolean).join(" ");
    return td(names, out ? "<s>✕</s>" : pad ? "<i>0</i>" : "");
  };
  const inWindow = (place) => (cell) => {
    const start = place * stride;
    if (cell === undefined) {
      const hides = start < padded - END_CELLS && start + span > END_CELLS;
      return td(hides ? "in" : "", "");
    }
    if (cell < start || cell >= start + span) return td("", "");
    return (cell - start) % dilation ? td("in", "") : td("on", "■");
  };
  const rows = [row("numbers", number), row("pixels", pixel)];
  let previous = -1;
  for (const place of drawnWindows(now, cells)) {
    if (place > previous + 1) rows.push(`<tr><td colspan="${cells.length}">⋮</td></tr>`);
    rows.push(row("window", inWindow(place)));
    previous = place;
  }
  const isOver = (cell) => (cell ?? padded - END_CELLS - 1) >= now.over;
  if (now.over < padded && (now.places < 1 || now.end < padded)) {
    rows.push(row("window", (cell) => td(isOver(cell) ? "over" : "", "")));
  }
  const label = `${counted(padded, "cell")} under ${counted(Math.max(now.places, 0), "window")}`;
  return (
    `<div class="sheet" role="img" aria-label="${label}" style="--cells:${cells.length}">\n` +
    `<table><tbody>\n${rows.join("\n")}\n</tbody></table></div>`
  );
}

function fields(data) {
  const isNumber = typeof data.padding === "number";
  const values = { ...data, zeros: isNumber ? data.padding : 0 };
  const chosen = isNumber ? "number" : data.padding;
  const numbers = FIELDS.map(
    ([name, label, least, most]) =>
      `<label>${label} <input type="number" name="${name}" min="${least}" max="${most}"
        value="${values[name]}" inputmode="numeric" required></label>`,
  );
  const options = [["valid", "valid"], ["same", "same"], ["number", "a number"]].map(
    ([value, text]) =>
      `<option value="${value}"${value === chosen ? " selected" : ""}>${text}</option>`,
  );
  numbers.splice(4, 0, `<label>Padding <select name="padding">${options.join("")}</select></label>`);
  return numbers.join("\n");
}

class SizeCalculator extends LessonElement {
  build() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Size calculator");
    this.querySelector(".settings").outerHTML = `<div class="fields">${fields(this.data)}</div>`;
    this.said = this.querySelector(".said");
    this.said.setAttribute("aria-live", "polite");
    this.said.setAttribute("aria-atomic", "true");
    this.picture = this.querySelector(".picture");
    this.oninput = () => this.draw();
    this.draw();
  }

  // What the fields hold, or the first field that holds no such number.
  read() {
    const values = {};
    const menu = this.querySelector("select");
    for (const [name, label, least, most] of FIELDS) {
      const field = this.querySelector(`[name="${name}"]`);
      field.disabled = name === "zeros" && menu.value !== "number";
      const isWrong = !field.disabled && !field.validity.valid;
      field.setAttribute("aria-invalid", isWrong);
      if (isWrong) values.fault ??= `${label}: type a whole number from ${least} to ${most}.`;
      values[name] = field.valueAsNumber;
    }
    values.padding = menu.value === "number" ? values.zeros : menu.value;
    return values;
  }

  draw() {
    const settings = this.read();
    this.picture.classList.toggle("old", Boolean(settings.fault));
    if (settings.fault) {
      this.said.innerHTML = `<p>${settings.fault}</p>`;
      return;
    }
    const now = plan(settings);
    const lines = now.places > 0 ? formula(now).map((line) => `<span>${line}</span>`) : [];
    this.said.innerHTML = `<p class="formula">${lines.join(" ")}</p><p>${inWords(now)}</p>`;
    this.picture.innerHTML = drawing(now);
  }
}

customElements.define("cnn-size-calculator", SizeCalculator);
