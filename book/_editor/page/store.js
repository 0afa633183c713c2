// What the reader has done, kept in this browser and sent nowhere: an entry for each question and
// exercise ("pooling.one_map"), and for each chapter that was opened ("pooling").

const KEY = "cnn-lessons:progress";
const STATES = ["opened", "tried", "solved"];
// Of a quiz and of an exercise; in other states nothing was judged.
const COUNTS = { correct: "solved", incorrect: "tried", "your code raised an error": "tried" };
// Leitner's boxes: so many days until what lies in the first, the second, … is asked again.
const DAYS = [1, 3, 7, 14, 30];
// The new names of exercises that have moved, by their old ones: see cnn_lessons/checks/moved.py.
const MOVED = {};

// The date where the reader is, such as 2026-11-29.
function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

// An entry as it is kept now. Before there were boxes, it was its state alone.
function entryOf(value) {
  const { state, box, day } = typeof value === "string" ? { state: value } : (value ?? {});
  const usual = state === "solved" ? 2 : 1;
  return { state, box: DAYS[box - 1] ? box : usual, day: String(day ?? "") };
}

function known() {
  try {
    const all = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
    const entries = all.map(([id, value]) => [MOVED[id] ?? id, entryOf(value)]);
    const rank = ([, { state }]) => STATES.indexOf(state); // of two for one exercise, the better
    const valid = entries.filter((entry) => rank(entry) >= 0);
    return Object.fromEntries(valid.sort((one, other) => rank(one) - rank(other)));
  } catch {
    return {};
  }
}

// Returns whether the browser keeps it.
function keep(id, entry) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...known(), [id]: entry }));
    return true;
  } catch {
    return false;
  }
}

// In how many days it is asked again: at once where the day is not known, or still to come since
// the clock was wrong.
function daysLeft({ box, day }) {
  const passed = (Date.parse(today()) - Date.parse(day)) / 86_400_000;
  return passed >= 0 ? Math.max(0, DAYS[box - 1] - passed) : 0;
}

// A right answer moves on what was to be asked, a wrong one brings back anything.
function answered(entry, result) {
  const isDue = !entry || daysLeft(entry) === 0;
  const state = entry?.state === "solved" ? "solved" : result;
  if (result === "tried") return { state, box: 1, day: today() };
  if (!isDue) return { ...entry, state };
  return { state, box: Math.min((entry?.box ?? 1) + 1, DAYS.length), day: today() };
}

// "2 of 7 solved, 1 tried", or nothing where nothing was tried.
function summary(ids) {
  const all = known();
  const count = (state) => ids.filter((id) => all[id]?.state === state).length;
  const [solved, tried] = [count("solved"), count("tried")];
  if (!solved && !tried) return "";
  return `${solved} of ${ids.length} solved${tried ? `, ${tried} tried` : ""}`;
}
