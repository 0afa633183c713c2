// The page Review: questions of the chapters that were opened, when it is time to ask them again.
// cnnReview lists the parts and what they ask (see review.py).

const { parts } = globalThis.cnnReview;
const place = document.querySelector("#review-questions");
const root = document.documentElement.dataset.content_root;
const results = new Map(); // "solved", "tried" or "passed over", by the question's id, in this visit
let isEarly = false; // the reader asks for what is not due
let asked; // the chapter of the question that is shown

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const select = made(
  "select",
  { id: "review-scope", onchange: changeScope },
  new Option("the chapters you have opened", ""),
  ...parts.map(({ caption }, i) => new Option(caption, i)),
);
const count = made("p", { className: "count", id: "review-count" });
count.setAttribute("role", "status");
const card = made("div");
const back = made("p", { className: "back" });
back.setAttribute("role", "status");
const functions = made("details", { className: "functions" });
const label = made("label", { htmlFor: select.id }, "Questions of");
place.replaceChildren(made("p", {}, label, " ", select), count, card, functions);

function changeScope() {
  isEarly = false;
  next();
}

function chaptersAsked(all) {
  if (select.value) return parts[select.value].chapters;
  const isOpened = ({ stem }) => Object.keys(all).some((id) => id.split(".")[0] === stem);
  return parts.flatMap(({ chapters }) => chapters).filter(isOpened);
}

// A number that looks drawn, the same all day: a reload changes no order.
function drawn(id) {
  let number = 0;
  for (const letter of id + today()) number = Math.imul(number ^ letter.charCodeAt(0), 0x9e3779b1);
  return number >>> 0;
}

// What is to be asked: what went wrong first, what is new last, and else mixed.
function waiting(all, chapters) {
  const questions = chapters.flatMap((chapter) =>
    chapter.questions.map((question) => ({ ...question, chapter, entry: all[question.id] })),
  );
  const isDue = ({ entry }) => isEarly || !entry || daysLeft(entry) === 0;
  const order = ({ id, entry }) => (entry ? entry.box : DAYS.length + 1) + drawn(id) / 2 ** 32;
  return questions
    .filter((question) => !results.has(question.id) && isDue(question))
    .sort((one, other) => order(one) - order(other));
}

const link = ({ page, title }, anchor = "") =>
  made("a", { href: `${root}${page}.html#${anchor}`, textContent: title });

function ask({ id, html, chapter }) {
  asked = chapter;
  card.innerHTML = html;
  const quiz = card.firstElementChild;
  const onward = made("button", { type: "button", textContent: "Next question" });
  onward.onclick = () => {
    if (!results.has(id)) results.set(id, "passed over");
    next();
    (card.querySelector("input, button") ?? select).focus();
  };
  onward.onkeydown = (event) => event.stopPropagation(); // else the form takes Enter for its own
  quiz.form.append(onward);
  back.textContent = "";
  quiz.status.after(back);
  quiz.append(made("p", { className: "from" }, "From ", link(chapter, quiz.id)));
}

function inDays(days) {
  if (days < 2) return days === 1 ? "tomorrow" : "today";
  return `in ${days} days`;
}

// Why there is nothing to ask, and what can be asked all the same.
function rest(all, chapters) {
  const ids = chapters.flatMap(({ questions }) => questions.map(({ id }) => id));
  if (!ids.length) {
    const first = link(parts[0].chapters[0]);
    count.replaceChildren(
      "You have opened no chapter in this browser yet. Begin with ",
      first,
      ", or choose a part above to be asked about it.",
    );
    card.replaceChildren();
    return;
  }
  const given = ids.flatMap((id) => results.get(id) ?? []);
  const right = given.filter((result) => result === "solved").length;
  const judged = given.filter((result) => result !== "passed over").length;
  const done = judged ? `${right} of ${judged} right at the first try. ` : "";
  const left = Math.min(...ids.flatMap((id) => (all[id] ? daysLeft(all[id]) : [])).filter(Boolean));
  const then = Number.isFinite(left) ? ` The next question comes back ${inDays(left)}.` : "";
  count.textContent = `${done}Nothing else is to be asked now.${then}`;
  const early = made("button", { type: "button", textContent: "Ask all the same" });
  early.setAttribute("aria-describedby", count.id); // the button is where the focus goes
  early.onclick = () => {
    isEarly = true;
    results.clear();
    next();
    card.querySelector("input").focus();
  };
  card.replaceChildren(early);
}

function next() {
  const all = known();
  const chapters = chaptersAsked(all);
  const questions = waiting(all, chapters);
  const missed = questions.filter(({ entry }) => entry?.box === 1).length;
  const fresh = questions.filter(({ entry }) => !entry).length;
  const kinds = [[missed, "missed"], [questions.length - missed - fresh, "to repeat"], [fresh, "new"]];
  const said = kinds.flatMap(([number, kind]) => (number ? `${number} ${kind}` : []));
  count.textContent = `To be asked: ${said.join(", ")}.`;
  if (questions.length) ask(questions[0]);
  else rest(all, chapters);
  listFunctions(all, chapters);
}

// Functions are written in their chapters, where the editor is.
function listFunctions(all, chapters) {
  const again = chapters.flatMap((chapter) =>
    chapter.functions.filter(({ id }) => all[id] && daysLeft(all[id]) === 0).map(({ id, name, anchor }) => {
      const code = made("code", { textContent: name });
      const goal = link(chapter, anchor);
      goal.replaceChildren(code);
      return made("li", {}, goal, ` (${chapter.title})`);
    }),
  );
  functions.hidden = !again.length;
  const summary = made("summary", { textContent: `Functions to write again: ${again.length}` });
  functions.replaceChildren(summary, made("ul", {}, ...again));
}

// "Reread “Size and stride”." is a text in its chapter; from here it is a link.
function linkSection(chapter) {
  const last = card.querySelector(".status").lastChild;
  const [, heading] = /^ Reread “(.+)”\.$/.exec(last.data) ?? [];
  if (!chapter.sections[heading]) return;
  const section = link({ ...chapter, title: heading }, chapter.sections[heading]);
  last.replaceWith(" Reread “", section, "”.");
}

document.addEventListener("cnn-remembered", ({ detail: { id, result, entry, isKept } }) => {
  if (!results.has(id)) results.set(id, result);
  linkSection(asked);
  back.textContent = isKept
    ? `This question comes back ${inDays(daysLeft(entry))}.`
    : "This browser keeps nothing for this page, so the question will come back as a new one.";
});
next();
