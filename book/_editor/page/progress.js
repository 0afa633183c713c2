// What was tried and solved, kept in this browser and sent nowhere: beside each question, above the
// exercises of a chapter, and on the index's map.

const KEY = "cnn-lessons:progress";
const WORDS = { tried: "○ tried", solved: "✓ solved" };
// Of a quiz and of an exercise; in other states nothing was judged.
const COUNTS = { correct: "solved", incorrect: "tried", "your code raised an error": "tried" };

function known() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function remember(id, state) {
  const counts = COUNTS[state.toLowerCase()];
  const all = known();
  if (!counts || all[id] === "solved" || all[id] === counts) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...all, [id]: counts }));
  } catch {
    return;
  }
  show();
}

// "2 of 7 solved, 1 tried", or nothing where nothing was tried.
function summary(ids) {
  const all = known();
  const count = (state) => ids.filter((id) => all[id] === state).length;
  const [solved, tried] = [count("solved"), count("tried")];
  if (!solved && !tried) return "";
  return `${solved} of ${ids.length} solved${tried ? `, ${tried} tried` : ""}`;
}

// The element that says how far the reader is, made where it is missing.
function note(parent, where, tag, text) {
  let found = parent.parentElement.querySelector(":scope > .cnn-progress");
  if (!found && text) {
    found = document.createElement(tag);
    found.className = "cnn-progress";
    parent.insertAdjacentElement(where, found);
  }
  if (found) found.textContent = text;
}

const questions = () => [...document.querySelectorAll("cnn-quiz, cnn-exercise")];

function show() {
  const all = known();
  for (const element of questions()) {
    const title = element.querySelector(".title > strong");
    const state = element.data && all[element.data.id];
    if (title) note(title, "afterend", "span", state ? ` ${WORDS[state]}` : "");
  }
  const heading = document.querySelector("section#exercises > h2");
  const ids = new Set(questions().flatMap((element) => element.data?.id ?? []));
  if (heading) note(heading, "afterend", "p", summary([...ids]));
  showMap();
}

// On the index: behind the link to each chapter.
function showMap() {
  const map = document.querySelector("#exercises-by-chapter");
  if (!map) return;
  for (const [page, ids] of Object.entries(JSON.parse(map.textContent))) {
    const link = document.querySelector(`article td a[href="${page}.html"]`);
    if (!link) continue;
    let mark = link.nextElementSibling;
    if (!mark?.classList.contains("cnn-progress")) {
      mark = document.createElement("span");
      mark.className = "cnn-progress";
      link.after(mark);
    }
    const text = summary(ids);
    mark.textContent = text && ` (${text})`;
  }
}

document.addEventListener("cnn-judged", ({ detail }) => remember(detail.id, detail.state));
for (const quiz of document.querySelectorAll("cnn-quiz")) {
  // A quiz writes its state for its style; its script is stored in the notebooks.
  new MutationObserver(() => {
    const { state } = quiz.querySelector(".status")?.dataset ?? {};
    if (state) remember(quiz.data.id, state);
  }).observe(quiz, { attributes: true, attributeFilter: ["data-state"], subtree: true });
}
window.addEventListener("storage", show); // from another tab
show();
