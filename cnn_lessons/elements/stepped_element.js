// What moves in steps: Back, Play, Next and a slider, for the mouse, the finger and the keyboard.
// A subclass has show(position), `pace` (milliseconds for a step), `live` (what is read aloud) and
// `rowLength`, the steps that the arrows up and down take.

const SLOW = matchMedia("(prefers-reduced-motion: reduce)");
// From −1 on nothing is shown before the first step.
const player = (label, first = 0) => `<div class="controls">
  <button type="button" class="back">Back</button> <button type="button" class="play">Play</button>
  <button type="button" class="next">Next</button>
  <input type="range" min="${first}" value="${first}" aria-label="${label}"></div>`;

class SteppedElement extends LessonElement {
  disconnectedCallback() {
    this.pause();
  }

  // To be called when the player stands in the element.
  listen() {
    const [back, play, next, slider] = [".back", ".play", ".next", "[type=range]"].map((name) =>
      this.querySelector(name),
    );
    Object.assign(this, { play, slider, player: [back, play, next, slider] });
    this.live.setAttribute("aria-live", "polite");
    this.live.setAttribute("aria-atomic", "true");
    back.onclick = () => this.goTo(this.position - 1);
    next.onclick = () => this.goTo(this.position + 1);
    play.onclick = () => (this.timer ? this.goTo(this.position) : this.run());
    slider.oninput = () => this.goTo(this.position);
    this.onkeydown = (event) => this.press(event);
  }

  get position() {
    return +this.slider.value;
  }

  get first() {
    return +this.slider.min;
  }

  goTo(position) {
    this.pause();
    this.slider.value = position; // it stays between its min and its max
    this.show(this.position);
  }

  run() {
    const last = +this.slider.max;
    const step = (position) => {
      this.slider.value = position;
      this.show(position);
    };
    // Nobody can listen to something new every second.
    this.live.setAttribute("aria-live", "off");
    this.play.textContent = "Pause";
    this.timer = setInterval(
      () => (this.position === last ? this.pause() : step(this.position + 1)),
      SLOW.matches ? 2 * this.pace : this.pace,
    );
    if (this.position === last) step(this.first);
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.live.setAttribute("aria-live", "polite");
    this.play.textContent = "Play";
  }

  press(event) {
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (isShortcut || !this.player.includes(event.target)) return;
    const [place, last] = [this.position, +this.slider.max];
    const places = { ArrowLeft: place - 1, ArrowRight: place + 1 };
    if (event.target === this.slider) {
      // Up and down may go by rows: down is the next row of outputs, but first the first of all.
      const down = place < 0 ? 0 : place + this.rowLength;
      Object.assign(places, { ArrowUp: place - this.rowLength, ArrowDown: down });
      Object.assign(places, { Home: this.first, End: last });
    }
    const next = places[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const lowest = event.key === "ArrowUp" ? 0 : this.first;
    if (next >= lowest && next <= last) this.goTo(next);
  }
}
