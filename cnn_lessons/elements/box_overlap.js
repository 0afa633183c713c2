// <cnn-box-overlap>: move a box over a true one, and watch intersection, union and IoU.
// Data: width and height of the image, `truth` and `box`, in whole pixels.
// visualization/box_overlap.py writes the same picture and the same words.

const SLIDERS = ["Left", "Top", "Width", "Height"];
const REACH = 1.2; // pixels around the corner that takes the box by its corner

const sidesOf = ([left, top, right, bottom]) => `${right - left} × ${bottom - top}`;

function inWords(box, truth) {
  const shared = common(box, truth);
  const intersection = shared ? area(shared) : 0;
  const union = area(box) + area(truth) - intersection;
  const factors = shared ? `${sidesOf(shared)} = ${intersection}` : "0: they do not overlap";
  return (
    `<p>Intersection: ${factors}.</p>\n` +
    `<p>Union: ${sidesOf(box)} + ${sidesOf(truth)} − ${intersection} = ${union}.</p>\n` +
    `<p class="result">IoU = ${intersection} / ${union} = ` +
    `<mark>${written(intersection / union)}</mark></p>`
  );
}

class BoxOverlap extends LessonElement {
  build() {
    const { width, height, box } = this.data;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Two boxes");
    this.box = box;
    this.said = this.querySelector(".said");
    this.said.setAttribute("aria-live", "polite");
    this.said.setAttribute("aria-atomic", "true");
    const ranges = [[0, width - 1], [0, height - 1], [1, width], [1, height]];
    this.querySelector(".settings").outerHTML = `<div class="fields">${SLIDERS.map(
      (name, i) =>
        `<label>${name} <b></b><input type="range" min="${ranges[i][0]}"
          max="${ranges[i][1]}"></label>`,
    ).join("\n")}</div>`;
    this.sliders = [...this.querySelectorAll("input")];
    this.sliders.forEach((slider, i) => (slider.oninput = () => this.slide(i)));
    this.picture = this.querySelector("svg");
    this.picture.onpointerdown = (event) => this.take(event);
    // A finger on the box moves it, beside it the page: touch-action is not for shapes in an SVG.
    this.picture.addEventListener("touchstart", (event) => this.taken && event.preventDefault(), {
      passive: false,
    });
    this.draw();
  }

  // One slider was moved: it gives way to the edge of the image, the other three stay.
  slide(i) {
    let [left, top, width, height] = this.sliders.map((slider) => +slider.value);
    if (i === 0) left = Math.min(left, this.data.width - width);
    if (i === 1) top = Math.min(top, this.data.height - height);
    if (i === 2) width = Math.min(width, this.data.width - left);
    if (i === 3) height = Math.min(height, this.data.height - top);
    this.box = [left, top, left + width, top + height];
    this.draw();
  }

  // Where the pointer is, in pixels of the image.
  at(event) {
    const frame = this.picture.getBoundingClientRect();
    const scale = this.data.width / frame.width;
    return [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
  }

  take(event) {
    const [x, y] = this.at(event);
    const [left, top, right, bottom] = this.box;
    const isCorner = Math.abs(x - right) <= REACH && Math.abs(y - bottom) <= REACH;
    if (!isCorner && (x < left || x > right || y < top || y > bottom)) return;
    this.taken = { isCorner, x, y, box: this.box };
    event.preventDefault();
    // The pointer may leave the picture, and be released there.
    const until = new AbortController();
    const follow = (kind, act) => addEventListener(kind, act, { signal: until.signal });
    const release = () => {
      this.taken = undefined;
      until.abort();
    };
    follow("pointermove", (event) => this.drag(event));
    follow("pointerup", release);
    follow("pointercancel", release);
  }

  drag(event) {
    const [x, y] = this.at(event);
    const { width, height } = this.data;
    const within = (value, least, most) => Math.min(Math.max(value, least), most);
    const dx = Math.round(x - this.taken.x);
    const dy = Math.round(y - this.taken.y);
    let [left, top, right, bottom] = this.taken.box;
    if (this.taken.isCorner) {
      right = within(right + dx, left + 1, width);
      bottom = within(bottom + dy, top + 1, height);
    } else {
      const [w, h] = [right - left, bottom - top];
      left = within(left + dx, 0, width - w);
      top = within(top + dy, 0, height - h);
      [right, bottom] = [left + w, top + h];
    }
    this.box = [left, top, right, bottom];
    this.draw();
  }

  draw() {
    const [left, top, right, bottom] = this.box;
    [left, top, right - left, bottom - top].forEach((value, i) => {
      this.sliders[i].value = value;
      this.sliders[i].previousElementSibling.textContent = value;
    });
    place(this.querySelector(".box"), this.box);
    place(this.querySelector(".shared"), common(this.box, this.data.truth) ?? [0, 0, 0, 0]);
    const corner = this.querySelector(".corner");
    corner.setAttribute("cx", right);
    corner.setAttribute("cy", bottom);
    const words = inWords(this.box, this.data.truth);
    // What has not changed is not read aloud again.
    if (this.said.innerHTML !== words) this.said.innerHTML = words;
  }
}

customElements.define("cnn-box-overlap", BoxOverlap);
