// What was tried and solved: beside each question, above the exercises of a chapter, and on the
// index's map.

const WORDS = { tried: "○ tried", solved: "✓ solved" };

function remember(id, state) {
  const result = COUNTS[state.toLowerCase()];
  if (!result) return;
  const entry = answered(known()[id], result);
  const isKept = keep(id, entry);
  if (isKept) show();
  document.dispatchEvent(new CustomEvent("cnn-remembered", { detail: { id, result, entry, isKept } }));
}

// "2 of 7 solved, 1 tried", or nothing where nothing was tried.
function summary(ids) {
  const all = known();
  const count = (state) => ids.filter((id) => all[id]?.state === state).length;
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
    const state = element.data && all[element.data.id]?.state;
    if (title) note(title, "afterend", "span", state ? ` ${WORDS[state]}` : "");
  }
  const heading = document.querySelector("section#exercises > h2");
  const ids = new Set(questions().flatMap((element) => element.data?.id ?? []));
  if (heading) note(heading, "afterend", "p", summary([...ids]));
  showMap(all);
}

// On the index: behind the link to each chapter, and to the review.
function showMap(all) {
  const map = document.querySelector("#exercises-by-chapter");
  if (!map) return;
  const pages = JSON.parse(map.textContent);
  for (const [page, ids] of Object.entries(pages)) mark(page, summary(ids));
  const isDue = (id) => all[id] && daysLeft(all[id]) === 0;
  const due = Object.values(pages).flat().filter(isDue).length;
  mark("appendix/review", due ? `${due} to ask again` : "");
}

function mark(page, text) {
  const link = document.querySelector(`article td a[href="${page}.html"]`);
  if (!link) return;
  let found = link.nextElementSibling;
  if (!found?.classList.contains("cnn-progress")) {
    found = document.createElement("span");
    found.className = "cnn-progress";
    link.after(found);
  }
  found.textContent = text && ` (${text})`;
}

// The review asks questions of chapters that were opened.
function noteChapter() {
  if (!document.querySelector("section#exercises")) return;
  const [chapter] = questions()[0].data.id.split(".");
  if (!known()[chapter]) keep(chapter, { state: "opened", day: today() });
}

document.addEventListener("cnn-judged", ({ detail }) => remember(detail.id, detail.state));
// A quiz writes its state for its style; its script is stored in the notebooks.
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const quiz = target.closest("cnn-quiz");
    if (quiz) remember(quiz.data.id, target.dataset.state);
  }
}).observe(document.body, { attributes: true, attributeFilter: ["data-state"], subtree: true });
window.addEventListener("storage", show); // from another tab
noteChapter();
show();
