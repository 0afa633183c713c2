// A window slides over an image, in tables that a screen reader can read: the same in
// <cnn-sliding-window>, <cnn-channels-window>, <cnn-pooling-window> and <cnn-transposed-window>.
// Data: operation ("convolution", "max", "average", "transposed" or "channels"), image, kernel
// (rows of numbers; of channels a list of those, and of filters a list of lists) or pool_size,
// strides, dilation_rate ([down, right]), padding ("valid", "same" or [[top, bottom], [left,
// right]]) and its name.

const pairLabel = ([down, right]) => (down === right ? `${down}` : `${down} × ${right}`);

// The same markup as the fallback's, so that nothing moves when it is replaced.
function figure({ name, caption = name, note, rows, frame = "", isKept = () => true }) {
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
  const html = `<figure class="${name.split(" ")[0].toLowerCase()}">
    <figcaption><b>${caption}</b> ${note}</figcaption>
    <div class="scroll"${reach}><div class="sheet"><table aria-label="${name}" style="--cell:${em}">
    <tbody>${rows.map(row).join("")}</tbody></table></div></div></figure>`;
  return { width, html };
}

// How wide tables are in rows of so many columns, and how wide if rows and columns are exchanged.
function widthsOf(figures, columns) {
  const width = (row, column) => figures[row * columns + column].width;
  const rows = [...Array(figures.length / columns).keys()];
  const all = [...Array(columns).keys()];
  const largest = (of) => Math.max(...of);
  return [
    sumOf(all.map((column) => largest(rows.map((row) => width(row, column))))),
    sumOf(rows.map((row) => largest(all.map((column) => width(row, column))))),
  ];
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
      ${player("Position of the window", -1)}<div class="controls menus">${menus(this.data)}</div>`;
    this.grids = this.querySelector(".grids");
    this.live = this.querySelector(".sum");
    this.listen();
    this.grids.onclick = ({ target }) => {
      const cell = target.closest("td");
      const table = this.ticks?.findIndex((each) => each.contains(cell)) ?? -1;
      if (!cell || table < 0) return;
      const place = cell.parentNode.rowIndex * this.rowLength + cell.cellIndex;
      this.goTo(table * this.places + place);
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

  get places() {
    return this.now.down.places * this.rowLength;
  }

  // The tables for the present settings, before the first step.
  draw() {
    this.pause();
    const now = (this.now = plan(this.data));
    const { down, right, tables, columns = tables.length, fault } = now;
    const figures = tables.map((table) => (table ? figure(table) : { width: 0, html: "<i></i>" }));
    const [row, widest] = widthsOf(figures, columns);
    const sizes = { "--row": row, "--widest": widest, "--columns": columns };
    for (const name in sizes) this.grids.style.setProperty(name, sizes[name]);
    this.grids.innerHTML = figures.map(({ html }) => html).join("");
    for (const control of this.player) control.disabled = Boolean(fault);
    if (fault) {
      this.live.textContent = fault;
      return;
    }
    const table = (name) => this.querySelector(`table[aria-label="${name}"]`);
    [this.boards, this.ticks, this.results] = [now.boards, now.ticks, now.results].map((names) =>
      names.map(table),
    );
    for (const each of this.ticks) each.classList.add("ticks");
    this.frames = this.boards.map((board) => {
      const frame = document.createElement("div");
      frame.className = "frame";
      frame.style.height = `${(100 * down.span) / down.padded}%`;
      frame.style.width = `${(100 * right.span) / right.padded}%`;
      board.after(frame);
      return frame;
    });
    this.slider.max = this.ticks.length * this.places - 1;
    this.live.style.setProperty("--lines", now.lines);
    this.goTo(this.first);
  }

  show(position) {
    this.clear(position);
    this.live.className = `sum ${this.data.operation}`;
    if (position < 0) {
      this.slider.setAttribute("aria-valuetext", "before the first step");
      this.live.innerHTML = "<b>Before the first step</b> <span>Press Next.</span>";
      return;
    }
    const { right, down, at } = this.now;
    const [number, index] = [Math.floor(position / this.places), position % this.places];
    const [i, j] = [Math.floor(index / right.places), index % right.places];
    const { cells, lines, spoken, filter = "" } = at(i, j, number);
    for (const { table, row, column, label, hasWon } of cells) {
      const board = table ? this.querySelector(`table[aria-label="${table}"]`) : this.boards[0];
      const cell = board.rows[row].cells[column];
      cell.classList.add("on");
      if (hasWon) cell.classList.add("won");
      if (label) cell.dataset.label = label;
    }
    const [top, left] = [i * this.data.strides[0], j * this.data.strides[1]];
    this.frames.forEach((frame, board) => {
      frame.style.top = `${(100 * top) / down.padded}%`;
      frame.style.left = `${(100 * left) / right.padded}%`;
      this.reveal(this.boards[board].rows[top].cells[left]);
    });
    const tick = this.ticks[number].rows[i].cells[j];
    tick.classList.add("on");
    this.reveal(tick);
    const place = `${filter}row ${i + 1}, column ${j + 1}`;
    this.slider.setAttribute("aria-valuetext", `${place}, ${spoken}`);
    this.live.innerHTML =
      `<b>${place[0].toUpperCase()}${place.slice(1)}:</b> ` + lines.map((line) => `<span>${line}</span>`).join(" ");
  }

  // The results up to a position, and no marks.
  clear(position) {
    for (const cell of this.querySelectorAll(".on")) cell.classList.remove("on", "won");
    this.now.shown(position).forEach((rows, result) =>
      rows.forEach((values, row) =>
        values.forEach((value, column) => {
          const cell = this.results[result].rows[row].cells[column];
          cell.textContent = value === undefined ? "" : written(value);
        }),
      ),
    );
    for (const frame of this.frames) frame.hidden = position < 0;
  }

  // Where a table scrolls sideways, the window stays in sight.
  reveal(cell) {
    const box = cell.closest(".scroll");
    box.scrollLeft = cell.offsetLeft - box.clientWidth / 2;
  }
}

customElements.define("cnn-element", SlidingWindow);
