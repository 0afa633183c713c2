// <cnn-quiz>: native form controls around a question whose hints and answer stay folded below.
// Data: id, kind, unit, answer, tolerance, correct, mistakes, slips, generic (see quiz.py).

const SIGNS = { "Not attempted": "○", Correct: "✓", Incorrect: "✗" };
const upperFirst = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

// The question's own name; the same question may stand on a page twice.
function freeId(name) {
  const id = `quiz-${name.replace(/\W+/g, "-")}`;
  let number = 1;
  while (document.getElementById(number > 1 ? `${id}-${number}` : id)) number += 1;
  return number > 1 ? `${id}-${number}` : id;
}

function textField(id, unit) {
  const input = document.createElement("input");
  Object.assign(input, { type: "text", size: 14, autocomplete: "off", spellcheck: false });
  input.setAttribute("aria-labelledby", unit ? `${id}-prompt ${id}-unit` : `${id}-prompt`);
  return input;
}

function radioButtons(id, list) {
  const group = document.createElement("div");
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-labelledby", `${id}-prompt`);
  [...list.children].forEach((choice, i) => {
    const letter = String.fromCharCode(65 + i);
    const label = document.createElement("label");
    label.innerHTML = `<input type="radio" name="${id}" value="${i}">
      <span>${letter}.</span> <span>${choice.innerHTML}</span>`;
    group.append(label);
  });
  return group;
}

class Quiz extends LessonElement {
  build() {
    const id = freeId(this.data.id);
    this.id ||= id;
    const prompt = this.querySelector(".prompt");
    prompt.id = `${id}-prompt`;
    this.form = document.createElement("form");
    this.form.noValidate = true;
    const button = document.createElement("button");
    button.textContent = "Check";
    this.form.append(...this.controls(id), button);
    this.status = document.createElement("div");
    this.status.className = "status";
    this.status.setAttribute("role", "status");
    prompt.after(this.form, this.status);
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.tell(judge(this.data, read(this.data, this.given())));
    };
    this.form.onkeydown = (event) => {
      // In JupyterLab the Enter key does not submit forms by itself.
      if (event.key !== "Enter" || event.isComposing || event.target === button) return;
      event.preventDefault();
      this.form.requestSubmit();
    };
  }

  // The field, or the buttons, in which an answer is given.
  controls(id) {
    const list = this.querySelector(":scope > ol");
    if (list) {
      list.remove();
      return [radioButtons(id, list)];
    }
    const input = textField(id, this.data.unit);
    if (this.data.kind === "number") input.inputMode = "decimal";
    if (!this.data.unit) return [input];
    const unit = document.createElement("span");
    Object.assign(unit, { id: `${id}-unit`, textContent: this.data.unit });
    return [input, unit];
  }

  given() {
    if (this.data.kind !== "choice") return this.form.querySelector("input").value;
    return this.form.querySelector("input:checked")?.value ?? null;
  }

  tell({ state, mistake }) {
    const { kind, correct, generic } = this.data;
    this.status.dataset.state = state;
    this.status.innerHTML = `<strong>${SIGNS[state]} ${state}.</strong> `;
    const add = (html) => this.status.insertAdjacentHTML("beforeend", html);
    if (state === "Not attempted") add(ASK[kind]);
    else if (state === "Correct") add(correct);
    else if (!mistake) add(generic);
    else {
      this.status.append(`${upperFirst(mistake.name)}: `); // a name is plain text
      add(mistake.advice);
      if (mistake.reread) this.status.append(` Reread “${mistake.reread}”.`);
    }
  }
}

customElements.define("cnn-quiz", Quiz);
