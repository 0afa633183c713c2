// <cnn-sliding-window>: a kernel slides over an image, in tables that a screen reader can read.
// Data: image, kernel (rows of numbers), strides, dilation_rate ([down, right]) and
// padding ("valid", "same" or [[top, bottom], [left, right]]).

const SLOW = matchMedia("(prefers-reduced-motion: reduce)");
const pairLabel = ([down, right]) => (down === right ? `${down}` : `${down} × ${right}`);

// The same markup as the fallback's, so that nothing moves when it is replaced.
function figure(name, note, rows) {
  const text = rows.map((row) => row.map((value) => written(value ?? 0)));
  const longest = Math.max(...text.flat().map((cell) => cell.length));
  const em = Math.max(2.5, 0.62 * longest + 0.9);
  const cell = (value, i, j) =>
    value === undefined ? '<td class="pad"><i>0</i></td>' : `<td>${text[i][j]}</td>`;
  const row = (values, i) => `<tr>${values.map((value, j) => cell(value, i, j)).join("")}</tr>`;
  const width = rows[0].length * em;
  // A table that may have to scroll sideways must be in reach of the keyboard.
  const reach = width > 33 ? ` tabindex="0" role="group" aria-label="${name}, scrolls"` : "";
  const html = `<figure class="${name.toLowerCase()}">
    <figcaption><b>${name}</b> ${note}</figcaption>
    <div class="scroll"${reach}><div class="sheet"><table aria-label="${name}" style="--cell:${em}">
    <tbody>${rows.map(row).join("")}</tbody></table></div></div></figure>`;
  return { width, html };
}

function menu(name, label, usual, chosen, text) {
  const values = [...usual, chosen].map((value) => JSON.stringify(value));
  const options = [...new Set(values)].map((value) => {
    const selected = value === values.at(-1) ? " selected" : "";
    return `<option value='${value}'${selected}>${text(JSON.parse(value))}</option>`;
  });
  return `<label>${label} <select name="${name}">${options.join("")}</select></label>`;
}

const controls = ({ strides, padding, dilation_rate: dilation }, paddingName) => `
  <div class="grids"></div><div class="sum" aria-live="polite" aria-atomic="true"></div>
  <div class="controls"><button type="button" class="back">Back</button>
    <button type="button" class="play">Play</button>
    <button type="button" class="next">Next</button>
    <input type="range" min="0" aria-label="Position of the window"></div>
  <div class="controls">${menu("strides", "Stride", [[1, 1], [2, 2], [3, 3]], strides, pairLabel)}
    ${menu("padding", "Padding", ["valid", "same"], padding, paddingName)}
    ${menu("dilation_rate", "Dilation", [[1, 1], [2, 2]], dilation, pairLabel)}</div>`;

class SlidingWindow extends LessonElement {
  disconnectedCallback() {
    this.pause();
  }

  build() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Sliding window");
    const paddingName = (value) => (Array.isArray(value) ? this.data.padding_name : value);
    this.innerHTML = controls(this.data, paddingName);
    const [back, play, next, slider] = this.querySelectorAll("button, input");
    Object.assign(this, { play, slider, grids: this.querySelector(".grids") });
    this.sum = this.querySelector(".sum");
    this.player = [back, play, next, slider];
    back.onclick = () => this.goTo(this.position - 1);
    next.onclick = () => this.goTo(this.position + 1);
    play.onclick = () => (this.timer ? this.goTo(this.position) : this.run());
    slider.oninput = () => this.goTo(this.position);
    this.onkeydown = (event) => this.press(event);
    this.grids.onclick = ({ target }) => {
      const cell = target.closest(".output td");
      if (cell) this.goTo(cell.parentNode.rowIndex * this.now.right.places + cell.cellIndex);
    };
    this.onchange = ({ target }) => {
      if (target === slider) return;
      this.data[target.name] = JSON.parse(target.value);
      this.draw();
    };
    // Weights such as 0.111 would crowd the pixels.
    this.isBrief = this.data.kernel.flat().every((weight) => written(weight).length < 4);
    this.draw();
  }

  // The tables for the present settings, with the window at its first place.
  draw() {
    this.pause();
    const { image, kernel } = this.data;
    const now = (this.now = convolve(this.data));
    const isPadded = shape(now.padded) !== shape(image);
    const note = shape(image) + (isPadded ? `, padded to ${shape(now.padded)}` : "");
    const figures = [figure("Input", note, now.padded), figure("Kernel", shape(kernel), kernel)];
    if (now.fits) figures.push(figure("Output", shape(now.outputs), now.outputs));
    const widths = figures.map(({ width }) => width);
    this.grids.style.setProperty("--row", widths.reduce((sum, width) => sum + width));
    this.grids.style.setProperty("--widest", Math.max(...widths));
    this.grids.innerHTML = figures.map(({ html }) => html).join("");
    for (const control of this.player) control.disabled = !now.fits;
    if (!now.fits) {
      this.sum.textContent =
        `A window of ${now.down.span} × ${now.right.span} pixels does not fit on ` +
        `${shape(now.padded)} pixels. Choose a smaller dilation, or the padding “same”.`;
      return;
    }
    const frame = (this.frame = document.createElement("div"));
    frame.className = "frame";
    frame.style.height = `${(100 * now.down.span) / now.down.padded}%`;
    frame.style.width = `${(100 * now.right.span) / now.right.padded}%`;
    this.querySelector(".sheet").append(frame);
    [this.input, , this.output] = this.querySelectorAll("table");
    this.slider.max = now.outputs.flat().length - 1;
    this.goTo(0);
  }

  get position() {
    return +this.slider.value;
  }

  goTo(position) {
    this.pause();
    this.show(position);
  }

  show(position) {
    this.slider.value = position; // it stays between 0 and its max
    const { right, down, outputs } = this.now;
    const [i, j] = [Math.floor(this.position / right.places), this.position % right.places];
    const products = this.now.products(i, j);
    for (const cell of this.querySelectorAll(".on")) cell.classList.remove("on");
    for (const { row, column, weight } of products.flat()) {
      const cell = this.input.rows[row].cells[column];
      cell.classList.add("on");
      if (this.isBrief) cell.dataset.weight = `×${written(weight)}`;
    }
    const { row, column } = products[0][0];
    this.frame.style.top = `${(100 * row) / down.padded}%`;
    this.frame.style.left = `${(100 * column) / right.padded}%`;
    // Outputs still to come are blank: the reader can predict them.
    outputs.flat().forEach((value, place) => {
      const cell = this.output.rows[Math.floor(place / right.places)].cells[place % right.places];
      cell.textContent = place <= this.position ? written(value) : "";
      cell.classList.toggle("on", place === this.position);
    });
    this.reveal(this.input.rows[row].cells[column]);
    this.reveal(this.output.rows[i].cells[j]);
    this.say(`row ${i + 1}, column ${j + 1}`, products, outputs[i][j]);
  }

  // Where a table scrolls sideways, the window stays in sight.
  reveal(cell) {
    const box = cell.closest(".scroll");
    box.scrollLeft = cell.offsetLeft - box.clientWidth / 2;
  }

  say(place, products, value) {
    const total = written(value);
    const { lines, equals } = sumLines(products, value);
    this.slider.setAttribute("aria-valuetext", `${place}, output ${total}`);
    this.sum.innerHTML =
      `<b>R${place.slice(1)}:</b> ` +
      lines.map((line, k) => `<span>${k ? "+ " : ""}${line}</span> `).join("") +
      `<span>${equals} <mark>${total}</mark></span>`;
  }

  run() {
    const step = () => {
      if (this.position === +this.slider.max) this.goTo(this.position);
      else this.show(this.position + 1);
    };
    // Nobody can listen to a new sum every second.
    this.sum.setAttribute("aria-live", "off");
    this.play.textContent = "Pause";
    this.timer = setInterval(step, SLOW.matches ? 1600 : 800);
    if (this.position === +this.slider.max) this.show(0);
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.sum.setAttribute("aria-live", "polite");
    this.play.textContent = "Play";
  }

  press(event) {
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (isShortcut || !this.player.includes(event.target)) return;
    const [place, last, columns] = [this.position, +this.slider.max, this.now.right.places];
    const places = { ArrowLeft: place - 1, ArrowRight: place + 1 };
    if (event.target === this.slider) {
      // Up and down move the window, not the number: down is the next row of outputs.
      Object.assign(places, { ArrowUp: place - columns, ArrowDown: place + columns });
      Object.assign(places, { Home: 0, End: last });
    }
    const next = places[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next >= 0 && next <= last) this.goTo(next);
  }
}

customElements.define("cnn-sliding-window", SlidingWindow);
