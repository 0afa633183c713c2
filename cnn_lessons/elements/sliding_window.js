// <cnn-sliding-window>: a window slides over an image, in tables that a screen reader can read.
// Data: operation ("convolution", "max", "average" or "transposed"), image, kernel (rows of
// numbers) or pool_size, strides, dilation_rate ([down, right]), padding ("valid", "same" or
// [[top, bottom], [left, right]]) and its name.

const pairLabel = ([down, right]) => (down === right ? `${down}` : `${down} × ${right}`);

// The same markup as the fallback's, so that nothing moves when it is replaced.
function figure({ name, note, rows, frame = "", isKept = () => true }) {
  const text = rows.map((row) => row.map((value) => (value === undefined ? frame : written(value))));
  const longest = Math.max(...text.flat().map((cell) => cell.length));
  const em = Math.max(2.5, 0.62 * longest + 0.9);
  const cell = (value, i, j) => {
    const isPadding = value === undefined || !isKept(i, j);
    return isPadding ? `<td class="pad"><i>${text[i][j]}</i></td>` : `<td>${text[i][j]}</td>`;
  };
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

function menu(data, name, label, usual, text) {
  const values = [...usual, data[name]].map((value) => JSON.stringify(value));
  const options = [...new Set(values)].map((value) => {
    const selected = value === values.at(-1) ? " selected" : "";
    return `<option value='${value}'${selected}>${text(JSON.parse(value))}</option>`;
  });
  return `<label>${label} <select name="${name}">${options.join("")}</select></label>`;
}

function menus(data) {
  const paddingName = (value) => (Array.isArray(value) ? data.padding_name : value);
  const all = [
    menu(data, "strides", "Stride", [[1, 1], [2, 2], [3, 3]], pairLabel),
    menu(data, "padding", "Padding", ["valid", "same"], paddingName),
  ];
  if (data.kernel) all.push(menu(data, "dilation_rate", "Dilation", [[1, 1], [2, 2]], pairLabel));
  else {
    all.unshift(
      menu(data, "operation", "Pooling", ["max", "average"], String),
      menu(data, "pool_size", "Window", [[2, 2], [3, 3]], pairLabel),
    );
  }
  return all.join("\n");
}

class SlidingWindow extends SteppedElement {
  pace = 800;

  build() {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Sliding window");
    this.innerHTML = `<div class="grids"></div><div class="sum"></div>
      ${player("Position of the window")}<div class="controls menus">${menus(this.data)}</div>`;
    this.grids = this.querySelector(".grids");
    this.live = this.querySelector(".sum");
    this.listen();
    this.grids.onclick = ({ target }) => {
      const cell = target.closest("td");
      if (!cell || !this.ticks?.contains(cell)) return;
      this.goTo(cell.parentNode.rowIndex * this.rowLength + cell.cellIndex);
    };
    this.onchange = ({ target }) => {
      if (target === this.slider) return;
      this.data[target.name] = JSON.parse(target.value);
      this.draw();
    };
    this.draw();
  }

  get rowLength() {
    return this.now.right.places;
  }

  // The tables for the present settings, with the window at its first place.
  draw() {
    this.pause();
    const now = (this.now = plan(this.data));
    const { down, right, tables, fault } = now;
    const figures = tables.map(figure);
    const widths = figures.map(({ width }) => width);
    this.grids.style.setProperty("--row", widths.reduce((sum, width) => sum + width));
    this.grids.style.setProperty("--widest", Math.max(...widths));
    this.grids.innerHTML = figures.map(({ html }) => html).join("");
    for (const control of this.player) control.disabled = Boolean(fault);
    if (fault) {
      this.live.textContent = fault;
      return;
    }
    const table = (name) => this.querySelector(`table[aria-label="${name}"]`);
    this.output = table("Output");
    this.board = table(now.board);
    this.ticks = table(now.ticks);
    this.ticks.classList.add("ticks");
    const frame = (this.frame = document.createElement("div"));
    frame.className = "frame";
    frame.style.height = `${(100 * down.span) / down.padded}%`;
    frame.style.width = `${(100 * right.span) / right.padded}%`;
    this.board.after(frame);
    this.slider.max = down.places * right.places - 1;
    this.goTo(0);
  }

  show(position) {
    const { right, down, at, shown } = this.now;
    const [i, j] = [Math.floor(position / right.places), position % right.places];
    const { cells, lines, spoken } = at(i, j);
    for (const cell of this.querySelectorAll(".on")) cell.classList.remove("on", "won");
    shown(position).forEach((values, row) =>
      values.forEach((value, column) => {
        const cell = this.output.rows[row].cells[column];
        cell.textContent = value === undefined ? "" : written(value);
      }),
    );
    for (const { row, column, label, hasWon } of cells) {
      const cell = this.board.rows[row].cells[column];
      cell.classList.add("on");
      if (hasWon) cell.classList.add("won");
      if (label) cell.dataset.label = label;
    }
    const [top, left] = [i * this.data.strides[0], j * this.data.strides[1]];
    this.frame.style.top = `${(100 * top) / down.padded}%`;
    this.frame.style.left = `${(100 * left) / right.padded}%`;
    this.ticks.rows[i].cells[j].classList.add("on");
    this.reveal(this.board.rows[top].cells[left]);
    this.reveal(this.ticks.rows[i].cells[j]);
    const place = `row ${i + 1}, column ${j + 1}`;
    this.slider.setAttribute("aria-valuetext", `${place}, ${spoken}`);
    this.live.className = `sum ${this.data.operation}`;
    this.live.innerHTML =
      `<b>R${place.slice(1)}:</b> ` + lines.map((line) => `<span>${line}</span>`).join(" ");
  }

  // Where a table scrolls sideways, the window stays in sight.
  reveal(cell) {
    const box = cell.closest(".scroll");
    box.scrollLeft = cell.offsetLeft - box.clientWidth / 2;
  }
}

customElements.define("cnn-sliding-window", SlidingWindow);
