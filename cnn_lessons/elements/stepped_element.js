// What moves in steps: Back, Play, Next and a slider, for the mouse, the finger and the keyboard.
// A subclass has show(position), `pace` (milliseconds for a step), `live` (what is read aloud) and
// `rowLength`, the steps that the arrows up and down take.

const SLOW = matchMedia("(prefers-reduced-motion: reduce)");
const player = (label) => `<div class="controls">
  <button type="button" class="back">Back</button> <button type="button" class="play">Play</button>
  <button type="button" class="next">Next</button>
  <input type="range" min="0" value="0" aria-label="${label}"></div>`;

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

  goTo(position) {
    this.pause();
    this.slider.value = position; // it stays between 0 and its max
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
    if (this.position === last) step(0);
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
      // Up and down may go by rows: down is the next row of outputs.
      Object.assign(places, { ArrowUp: place - this.rowLength, ArrowDown: place + this.rowLength });
      Object.assign(places, { Home: 0, End: last });
    }
    const next = places[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next >= 0 && next <= last) this.goTo(next);
  }
}
