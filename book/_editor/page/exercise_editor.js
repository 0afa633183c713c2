// <cnn-exercise>: the function of the cell before it, written and judged on the page.
// Data: id, chapter, name, function, starter, version (see exercise_editor.py).
// Nothing is loaded before the first Check.

const HERE = document.currentScript.src;
const LIMIT = 10; // seconds
const INDENT = "    ";
const escapeHtml = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

// What the reader wrote, as long as the browser keeps it.
const memory = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, text) {
    try {
      if (text === null) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch {
      // A browser that keeps nothing still checks.
    }
  },
};

function load(name, version) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`exercise_editor/${name}?v=${version}`, HERE);
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${name} cannot be loaded`));
    document.head.append(script);
  });
}

// A page that is a file may fetch nothing and start no other file as a worker, but it may load
// scripts: one of them carries all that a worker needs.
async function fromScript(version) {
  await load("python_for_files.js", version);
  const { worker, wasm, files } = globalThis.cnnPython;
  const address = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  return { address, type: "classic", data: `data:application/wasm;base64,${wasm}`, files };
}

// One Python for the page. It runs one answer at a time, and is ended to stop one.
const python = {
  async prepare(version) {
    const address = new URL(`exercise_editor/python_worker.mjs?v=${version}`, HERE);
    const served = { address, type: "module" };
    this.parts ??= location.protocol === "file:" ? await fromScript(version) : served;
  },
  start(version) {
    if (this.worker || !this.parts) return;
    const { address, type, data, files } = this.parts;
    this.worker = new Worker(address, { type });
    this.ready = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) =>
        data.error ? reject(new Error(data.error)) : resolve();
      this.worker.onerror = (event) => reject(new Error(event.message || "it cannot be loaded"));
    });
    this.ready.catch(() => {});
    this.worker.postMessage({ version, data, files });
  },
  ask(question) {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) =>
        data.error ? reject(new Error(data.error)) : resolve(data.answer);
      this.worker.onerror = (event) => reject(new Error(event.message));
      this.worker.postMessage({ question: JSON.stringify(question) });
    });
  },
  end() {
    this.worker?.terminate();
    this.worker = null;
  },
};
const chapters = {};

async function chapterCases(chapter, version) {
  chapters[chapter] ??= load(`cases/${chapter}.js`, version).then(() => globalThis.cnnCases[chapter]);
  return chapters[chapter].catch((error) => {
    delete chapters[chapter];
    throw error;
  });
}

function button(text, onclick) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: text, onclick });
  return made;
}

class Exercise extends LessonElement {
  build() {
    this.cell = this.previousElementSibling;
    this.edit();
  }

  edit() {
    const { function: name, starter } = this.data;
    const title = document.createElement("p");
    title.className = "title";
    title.innerHTML = `<strong>Your answer: <code>${escapeHtml(name)}</code></strong>`;
    this.area = document.createElement("textarea");
    Object.assign(this.area, { spellcheck: false, wrap: "off", autocomplete: "off" });
    this.area.setAttribute("autocapitalize", "off");
    this.area.setAttribute("autocorrect", "off");
    this.area.setAttribute("aria-label", `Your answer: ${name}`);
    this.area.setAttribute("aria-describedby", `${this.id}-keys`);
    const keys = document.createElement("p");
    Object.assign(keys, { className: "keys", id: `${this.id}-keys` });
    keys.textContent = "Tab indents; Escape and then Tab goes on. Ctrl + Enter checks.";
    this.stopButton = button("Stop", () => this.stop("Stopped."));
    this.stopButton.hidden = true;
    this.checkButton = button("Check", () => this.check());
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    buttons.append(this.checkButton, this.stopButton, button("Start again", () => this.reset()));
    this.status = document.createElement("div");
    this.status.className = "status";
    this.status.setAttribute("role", "status");
    this.append(title, this.area, keys, buttons, this.status);
    this.area.value = memory.get(this.key) ?? starter;
    this.grow();
    this.area.oninput = () => this.keep();
    this.area.onkeydown = (event) => this.press(event);
    this.area.onblur = () => (this.leaves = false);
    this.cell.classList.add("cnn-edited-below");
  }

  get key() {
    return `cnn-lessons:answer:${this.data.id}`;
  }

  keep() {
    const { value } = this.area;
    memory.set(this.key, value === this.data.starter ? null : value);
    this.grow();
  }

  grow() {
    this.area.rows = Math.max(6, this.area.value.split("\n").length + 1);
  }

  reset() {
    this.area.focus();
    this.area.select();
    this.write(this.data.starter); // as typed, so that it can be undone
    this.tell("");
  }

  // Replaces the selection as typing does: the browser's undo takes it back.
  write(text) {
    if (!document.execCommand("insertText", false, text)) {
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.keep();
    }
  }

  press(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      this.leaves = true; // the next Tab goes on to the button, as everywhere else
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.check();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.newLine();
    } else if (event.key === "Tab" && !this.leaves) {
      event.preventDefault();
      this.indent(event.shiftKey);
    }
    if (event.key !== "Tab" && event.key !== "Shift") this.leaves = false;
  }

  // A new line begins where the one before does, or further in after a colon.
  newLine() {
    const line = this.area.value.slice(0, this.area.selectionStart).split("\n").pop();
    this.write(`\n${/^ */.exec(line)[0]}${/:\s*(#.*)?$/.test(line) ? INDENT : ""}`);
  }

  indent(back) {
    const { value, selectionStart: start, selectionEnd: end } = this.area;
    const first = value.lastIndexOf("\n", start - 1) + 1;
    if (!back && start === end) {
      this.write(INDENT.slice((start - first) % INDENT.length));
      return;
    }
    const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
    const lines = value.slice(first, last).split("\n");
    const moved = lines.map((line) => (back ? line.replace(/^ {1,4}/, "") : INDENT + line));
    const text = moved.join("\n");
    this.area.setSelectionRange(first, last);
    this.write(text);
    const caret = Math.max(first, start + text.length - (last - first));
    this.area.setSelectionRange(start === end ? caret : first, start === end ? caret : first + text.length);
  }

  // The answers above that this one calls, as its cell finds them in the notebook.
  before() {
    const others = [...document.querySelectorAll("cnn-exercise")];
    const found = [];
    let text = this.area.value;
    for (const other of others.slice(0, others.indexOf(this)).reverse()) {
      if (!other.area || !new RegExp(`\\b${other.data.function}\\b`).test(text)) continue;
      found.unshift(other.area.value);
      text += other.area.value;
    }
    return found;
  }

  async check() {
    const { id, chapter, name, version } = this.data;
    Exercise.running?.stop("Stopped, since another answer is checked.");
    Exercise.running = this;
    const run = (this.run = {});
    this.stopButton.hidden = false;
    this.tell(python.worker ? "Checking …" : "Fetching Python, once for this page …");
    try {
      await python.prepare(version);
      if (this.run !== run) return;
      python.start(version);
      const [cases] = await Promise.all([chapterCases(chapter, version), python.ready]);
      if (this.run !== run) return;
      this.timer = setTimeout(
        () => this.stop(`Stopped after ${LIMIT} seconds: is there a loop that does not end?`),
        LIMIT * 1000,
      );
      const source = this.area.value;
      const exercises = { [name]: cases.exercises[name] };
      const question = { name, source, before: this.before(), chapter: { ...cases, exercises } };
      const answer = await python.ask(question);
      if (this.run !== run) return;
      this.done();
      this.show(answer);
      document.dispatchEvent(new CustomEvent("cnn-judged", { detail: { id, state: answer.state } }));
    } catch (error) {
      if (this.run !== run) return;
      this.done();
      python.end();
      this.tell(`<strong>? Cannot check here.</strong> ${escapeHtml(error.message)}.`, "cannot");
    }
  }

  done() {
    clearTimeout(this.timer);
    if (document.activeElement === this.stopButton) this.checkButton.focus();
    this.stopButton.hidden = true;
    this.run = Exercise.running = null;
  }

  stop(message) {
    this.done();
    python.end();
    python.start(this.data.version); // ready for the next Check
    this.tell(message, "stopped");
  }

  tell(html, state = "") {
    this.status.dataset.state = state;
    this.status.innerHTML = html && `<p>${html}</p>`;
  }

  show({ state, html, printed }) {
    const said = printed && `<p>Printed:</p><pre>${escapeHtml(printed)}</pre>`;
    this.status.dataset.state = state;
    this.status.innerHTML = said + html;
    for (const pre of this.status.querySelectorAll("pre")) {
      if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0; // so that keys can scroll it
    }
    const colab = document.querySelector('a[href^="https://colab.research.google.com/"]');
    if (state !== "cannot check here" || !colab) return;
    const link = document.createElement("a");
    Object.assign(link, { href: colab.href, textContent: "Open this chapter on Colab" });
    this.status.append(link);
  }
}

customElements.define("cnn-exercise", Exercise);
