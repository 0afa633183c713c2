// What was tried and solved: beside each question, and above the exercises of a chapter.

const WORDS = { tried: "○ tried", solved: "✓ solved" };

function remember(id, state) {
  const result = COUNTS[state.toLowerCase()];
  if (!result) return;
  const entry = answered(known()[id], result);
  const isKept = keep(id, entry);
  if (isKept) show();
  document.dispatchEvent(new CustomEvent("cnn-remembered", { detail: { id, result, entry, isKept } }));
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
