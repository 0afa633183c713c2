// How far the reader is, on the index's map: behind the link to each chapter, and to the review.

const pages = JSON.parse(document.querySelector("#exercises-by-chapter").textContent);

function mark(page, text) {
  const link = document.querySelector(`article .part a[href="${page}.html"]`);
  if (!link) return;
  let found = link.nextElementSibling;
  if (!found?.classList.contains("cnn-progress")) {
    found = document.createElement("span");
    found.className = "cnn-progress";
    link.after(found);
  }
  found.textContent = text && ` (${text})`;
}

function show() {
  for (const [page, ids] of Object.entries(pages)) mark(page, summary(ids));
  const all = known();
  const isDue = (id) => all[id] && daysLeft(all[id]) === 0;
  const due = Object.values(pages).flat().filter(isDue).length;
  mark("appendix/review", due ? `${due} to ask again` : "");
}

window.addEventListener("storage", show); // from another tab
show();
