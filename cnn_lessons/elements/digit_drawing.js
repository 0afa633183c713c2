// <cnn-digit-drawing>: the reader draws, and every layer of a network follows.
// Data: layers (type, name, and size, or shape, kernel, bias and activation) and samples (images
// by name). What it computes stands in digit_network.js.

const RADIUS = 4; // of the brush, in cells of the pad: as much ink as in the data set
const STEP = 4; // cells that an arrow key moves the pen
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const HOW =
  "Draw with a mouse, a pen or a finger. With the keyboard, arrow keys move the pen, " +
  "and the space bar lowers and lifts it.";
// White at 0, brown above it, purple below: the colours of show_signed.
const ABOVE = [[247, 247, 247], [254, 224, 182], [253, 184, 99], [224, 130, 20], [127, 59, 8]];
const BELOW = [[247, 247, 247], [216, 218, 235], [178, 171, 210], [128, 115, 172], [45, 0, 75]];

// Two numbers of percent are enough, but 100 % is only what is rounded to 100.0 %.
const percent = (share) => `${(100 * share).toFixed(share > 0.995 ? 1 : 0)} %`;
const grey = (share) => Array(3).fill(255 * share);

function signed(share) {
  const colours = share < 0 ? BELOW : ABOVE;
  const place = Math.min(Math.abs(share), 1) * (colours.length - 1);
  const [from, to] = [colours[Math.floor(place)], colours[Math.ceil(place)]];
  return from.map((value, k) => value + (to[k] - value) * (place % 1));
}

// One channel of some maps on a canvas, a pixel for each number.
function paint(canvas, { height, width, channels, values }, channel, colour) {
  Object.assign(canvas, { height, width });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(width, height);
  for (let place = 0; place < height * width; place += 1) {
    picture.data.set([...colour(values[place * channels + channel]), 255], 4 * place);
  }
  context.putImageData(picture, 0, 0);
}

const sampleButton = (name) =>
  `<button type="button" class="sample" aria-label="Sample ${name}">${name}</button>`;

const parts = (samples) => `
  <div class="desk"><div class="left">
    <div class="paper"><canvas class="pad" tabindex="0" role="application"
      aria-label="Drawing pad. ${HOW}"></canvas><div class="pen"></div></div>
    <p class="where" aria-live="polite">${HOW}</p>
    <div class="controls"><button type="button" class="clear">Clear</button>
      ${Object.keys(samples).map(sampleButton).join("")}</div></div>
  <div class="right"><p class="guess" aria-live="polite" aria-atomic="true"></p>
    <table><caption>Probabilities</caption><tbody></tbody></table></div></div>
  <div class="layers"></div>`;

const figure = ({ name, height, width, channels }) => `
  <figure style="--columns:${Math.min(channels, 8)}"><figcaption><b>${name}</b>
    ${channels > 1 ? `${channels} maps of ` : ""}${height} × ${width}<span></span></figcaption>
  <div class="maps" aria-hidden="true">${"<canvas></canvas>".repeat(channels)}</div></figure>`;

const row = (_, k) =>
  `<tr><th scope="row">${k}</th><td><span class="bar"></span></td><td class="share"></td></tr>`;

class DigitDrawing extends LessonElement {
  build() {
    const { layers, samples } = this.data;
    this.layers = layers.map((layer) =>
      layer.kernel
        ? { ...layer, kernel: decoded(layer.kernel), bias: decoded(layer.bias) }
        : layer,
    );
    this.pen = [SIDE / 2, SIDE / 2];
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Draw a digit");
    this.innerHTML = parts(samples);
    const outputs = run(this.layers, new Float32Array(COARSE * COARSE));
    this.maps = outputs.filter(({ height, width }) => height * width > 1).length;
    this.querySelector(".layers").innerHTML = outputs.slice(0, this.maps).map(figure).join("");
    this.querySelector("tbody").innerHTML = [...outputs.at(-1).values].map(row).join("");
    this.querySelector(".clear").onclick = () => this.clear();
    for (const button of this.querySelectorAll(".sample")) {
      button.onclick = () => this.show(samples[button.textContent]);
    }
    this.listen(this.querySelector(".pad"));
    const [first] = Object.values(samples);
    if (first) this.show(first);
    else this.clear();
  }

  listen(pad) {
    const at = ({ clientX, clientY }) => {
      const { left, top, width, height } = pad.getBoundingClientRect();
      return [((clientY - top) / height) * SIDE, ((clientX - left) / width) * SIDE];
    };
    pad.onpointerdown = (event) => {
      if (event.button) return;
      let last = at(event);
      this.draw(last, last);
      // The pen may leave the pad, and be lifted there.
      const until = new AbortController();
      const follow = (kind, act) => addEventListener(kind, act, { signal: until.signal });
      follow("pointermove", (event) => {
        const next = at(event);
        this.draw(last, next);
        last = next;
      });
      follow("pointerup", () => until.abort());
      follow("pointercancel", () => until.abort());
    };
    pad.onkeydown = (event) => this.press(event);
    this.movePen(this.pen);
  }

  press(event) {
    const move = MOVES[event.key];
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (isShortcut || !(move || event.key === " ")) return;
    event.preventDefault();
    const [from, margin] = [this.pen, STEP / 2];
    if (move) {
      const to = from.map((place, axis) => place + STEP * move[axis]);
      this.movePen(to.map((place) => Math.min(Math.max(place, margin), SIDE - margin)));
    } else {
      this.isDown = !this.isDown;
    }
    if (this.isDown) this.draw(from, this.pen);
    const [down, right] = this.pen.map((place) => Math.floor(place / STEP) + 1);
    this.querySelector(".pen").classList.toggle("down", this.isDown);
    this.querySelector(".where").textContent =
      `Pen ${this.isDown ? "down" : "up"}, row ${down}, column ${right} of ${SIDE / STEP}.`;
  }

  movePen(to) {
    this.pen = to;
    const [top, left] = to.map((place) => `${(100 * place) / SIDE}%`);
    Object.assign(this.querySelector(".pen").style, { top, left });
  }

  // A drawing begins on an empty pad, also where a sample was shown.
  draw(from, to) {
    stroke(this.ink, from, to, RADIUS);
    this.showInk();
  }

  clear() {
    this.ink = new Uint8Array(SIDE * SIDE);
    this.showInk();
  }

  showInk() {
    const pad = { height: SIDE, width: SIDE, channels: 1, values: this.ink };
    paint(this.querySelector(".pad"), pad, 0, grey);
    this.follow(imageOf(this.ink));
  }

  show(sample) {
    this.clear();
    this.follow(Float32Array.from(sample));
    paint(this.querySelector(".pad"), this.outputs[0], 0, grey);
  }

  // Every map and every probability for an image.
  follow(image) {
    this.outputs = run(this.layers, image);
    this.querySelectorAll("figure").forEach((element, k) => this.drawMaps(element, this.outputs[k]));
    const shares = [...this.outputs.at(-1).values];
    const best = shares.indexOf(Math.max(...shares));
    this.querySelectorAll("tbody tr").forEach((line, k) => {
      line.classList.toggle("best", k === best);
      line.querySelector(".bar").style.width = `${100 * shares[k]}%`;
      line.querySelector(".share").textContent = percent(shares[k]);
    });
    const isEmpty = image.every((value) => value === 0);
    this.querySelector(".guess").innerHTML =
      `${isEmpty ? "The pad is empty. " : ""}The network says <b>${best}</b>, ` +
      `${percent(shares[best])}.`;
  }

  drawMaps(element, output) {
    const { channels, values } = output;
    const isOne = channels === 1;
    // One scale for all maps of a layer, so that they can be compared.
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const colour = isOne ? grey : (value) => signed(value / largest);
    element.querySelectorAll("canvas").forEach((canvas, k) => paint(canvas, output, k, colour));
    if (isOne) return;
    const isHeard = Array(channels).fill(false);
    values.forEach((value, place) => { if (value > 0) isHeard[place % channels] = true; });
    const silent = isHeard.filter((heard) => !heard).length;
    element.querySelector("span").textContent = silent ? `, ${silent} silent` : "";
  }
}

customElements.define("cnn-digit-drawing", DigitDrawing);
