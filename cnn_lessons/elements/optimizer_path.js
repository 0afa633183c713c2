// <cnn-optimizer-path>: optimizers walk over a map of contours, step by step.
// Data: runs, for each optimizer its name (as HTML), the learning rate chosen, and for each rate a
// list of [x, y, height]; area, [left, right, bottom, top]; size, [width, height] of the map.
// visualization/optimizer_paths.py draws the same paths, and the map beneath.

const FARTHEST = 9999; // pixels of the map: what lies beyond cannot be drawn
const HEADS = [
  "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "M-4.5-4.5h9v9h-9z", "M0-6.5L6.5 0L0 6.5L-6.5 0z",
  "M0-6L6 5H-6z", "M0 6L6-5H-6z", "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
];
const short = (value) =>
  Math.abs(value) < 1e4 ? written(value)
    : value.toExponential(1).replace("e+", "e").replace("-", "−");

class OptimizerPath extends SteppedElement {
  pace = 400;
  rowLength = -1; // up is a step further, as in every slider

  build() {
    const { runs } = this.data;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Paths of optimizers");
    const map = this.querySelector(".map");
    map.insertAdjacentHTML("afterend", `${player("Step")}<p class="count"></p>`);
    this.live = this.querySelector(".count");
    this.querySelector("table").innerHTML = `<thead><tr><th scope="col">Optimizer</th>
      <th scope="col">Rate</th><th scope="col">x</th><th scope="col">y</th>
      <th scope="col">Height</th></tr></thead>
      <tbody>${runs.map((run, k) => this.row(run, k)).join("")}</tbody>`;
    this.rows = [...this.querySelectorAll("tbody tr")];
    this.paths = map.querySelector(".paths");
    this.listen();
    this.onchange = ({ target }) => {
      const run = runs[this.rows.indexOf(target.closest("tr"))];
      if (!run) return;
      if (target.type === "checkbox") run.isHidden = !target.checked;
      else run.chosen = target.value;
      this.goTo(this.position);
    };
    const lengths = runs.flatMap(({ rates }) => Object.values(rates).map((path) => path.length));
    this.slider.max = Math.max(...lengths) - 1;
    // On paper nothing moves: there every path is whole.
    addEventListener("beforeprint", () => this.draw(+this.slider.max));
    addEventListener("afterprint", () => this.draw(this.position));
    this.goTo(0);
  }

  row({ name, chosen, rates }, k) {
    const all = Object.keys(rates).sort((one, other) => one - other);
    const options = all.map((rate) => `<option${rate === chosen ? " selected" : ""}>${rate}</option>`);
    const menu = `<select aria-label="Learning rate of ${name}">${options.join("")}</select>`;
    return `<tr><th scope="row"><label class="n${k}"><input type="checkbox" checked>
      <svg viewBox="-8 -8 16 16" aria-hidden="true"><path d="${HEADS[k]}"/></svg>
      ${name}</label></th>
      <td>${all.length > 1 ? menu : chosen}</td><td></td><td></td><td></td></tr>`;
  }

  // The points of one optimizer up to a step; a run that is over stays at its last point.
  walked({ rates, chosen }, step) {
    return rates[chosen].slice(0, step + 1);
  }

  pixel([x, y]) {
    const { area: [left, right, bottom, top], size: [width, height] } = this.data;
    const across = (width * (x - left)) / (right - left);
    const down = (height * (top - y)) / (top - bottom);
    return [across, down].map((value) => {
      const near = Math.max(-FARTHEST, Math.min(FARTHEST, value));
      return Math.round(near * 10) / 10;
    });
  }

  draw(step) {
    const groups = this.data.runs.map((run, k) => {
      if (run.isHidden) return "";
      const points = this.walked(run, step).map((point) => this.pixel(point).join(" "));
      return `<g class="n${k}"><path class="trail" d="M${points.join("L")}"/>
        <path class="dots" d="${points.map((point) => `M${point}h0`).join("")}"/>
        <path class="head" d="${HEADS[k]}" transform="translate(${points.at(-1)})"/></g>`;
    });
    this.paths.innerHTML = groups.join("");
  }

  show(step) {
    this.draw(step);
    const last = this.slider.max;
    this.live.textContent = `Step ${step} of ${last}`;
    this.slider.setAttribute("aria-valuetext", `step ${step} of ${last}`);
    this.data.runs.forEach((run, k) => {
      this.rows[k].classList.toggle("off", Boolean(run.isHidden));
      this.walked(run, step).at(-1).forEach((value, place) => {
        this.rows[k].cells[2 + place].textContent = short(value);
      });
    });
  }
}

customElements.define("cnn-optimizer-path", OptimizerPath);
