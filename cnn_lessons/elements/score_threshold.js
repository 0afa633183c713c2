// <cnn-score-threshold>: choose which detections to keep, and watch precision and recall.
// Data: width and height of the scene, `truths`, `boxes` (best first), `scores`, and in hundredths
// `threshold` and `iou_threshold`.
// visualization/score_threshold.py writes the same texts and the same curve.

const SLIDERS = [["threshold", "Score threshold", 0, 100], ["iou_threshold", "IoU threshold", 5, 95]];
const SIGNS = { right: " ✓", wrong: " ✕", left: "" };

// The true box that each detection finds, or -1: best score first, each true box once.
function matches(ious, least) {
  const found = [];
  for (const row of ious) {
    const best = row.indexOf(Math.max(...row));
    found.push(row[best] >= least && !found.includes(best) ? best : -1);
  }
  return found;
}

// Recall and precision behind each detection.
function curve(found, truths) {
  let right = 0;
  return found.map((truth, i) => {
    right += truth >= 0;
    return [right / truths, right / (i + 1)];
  });
}

function averagePrecision(points) {
  let [sum, best, next] = [0, 0, 0];
  [...points].reverse().forEach(([recall, precision], i) => {
    if (i) sum += (next - recall) * best;
    best = Math.max(best, precision);
    next = recall;
  });
  return sum + next * best;
}

const onChart = ([recall, precision]) =>
  `${written(36 + 192 * recall)} ${written(180 - 160 * precision)}`;

function inWords({ kept, right, threshold, points }, truths) {
  const precision = kept
    ? `${right} / ${kept} = <mark>${written(right / kept)}</mark>: so much of what is kept is right`
    : "0 / 0: nothing is kept, so it has no value";
  return (
    `<p>From a score of ${written(threshold / 100)} on: ${kept} of ${points.length} kept.</p>\n` +
    `<p>Precision = ${precision}.</p>\n` +
    `<p>Recall = ${right} / ${truths} = <mark>${written(right / truths)}</mark>: ` +
    "so many of the true boxes are found.</p>\n" +
    `<p>Average precision, whatever the threshold: ${written(averagePrecision(points))}.</p>`
  );
}

class ScoreThreshold extends LessonElement {
  build() {
    const { truths, boxes } = this.data;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Detections and a threshold");
    this.ious = boxes.map((box) => truths.map((truth) => overlap(box, truth)));
    this.said = this.querySelector(".said");
    this.said.setAttribute("aria-live", "polite");
    this.said.setAttribute("aria-atomic", "true");
    this.querySelector(".settings").outerHTML = `<div class="fields">${SLIDERS.map(
      ([name, label, least, most]) =>
        `<label>${label} <b></b><input type="range" name="${name}" min="${least}" max="${most}"
          value="${this.data[name]}"></label>`,
    ).join("\n")}</div>`;
    this.querySelector("[name=iou_threshold]").step = 5;
    this.oninput = () => this.draw();
    this.draw();
  }

  read(name) {
    const slider = this.querySelector(`[name="${name}"]`);
    const text = written(slider.value / 100);
    slider.previousElementSibling.textContent = text;
    slider.setAttribute("aria-valuetext", text);
    return +slider.value;
  }

  // What becomes of a detection: a class, and words.
  verdict(i, found, least, kept) {
    if (i >= kept) return ["left", "not kept"];
    if (found[i] >= 0) return ["right", "right"];
    const isLow = Math.max(...this.ious[i]) < least;
    return ["wrong", isLow ? "wrong: IoU too low" : "wrong: found before"];
  }

  draw() {
    const { scores, truths } = this.data;
    const [threshold, least] = [this.read("threshold"), this.read("iou_threshold") / 100];
    const found = matches(this.ious, least);
    const points = curve(found, truths.length);
    const kept = scores.filter((score) => score >= threshold / 100).length;
    const right = found.slice(0, kept).filter((truth) => truth >= 0).length;
    const rows = this.querySelectorAll("tbody tr");
    this.querySelectorAll(".detection").forEach((group, i) => {
      const [name, words] = this.verdict(i, found, least, kept);
      group.setAttribute("class", `detection ${name}`);
      group.querySelector("tspan").textContent = SIGNS[name];
      rows[i].className = name;
      rows[i].lastElementChild.textContent = words;
    });
    const line = points.map(onChart);
    this.querySelector(".line").setAttribute("d", `M${line.join("L")}`);
    this.querySelector(".dots").setAttribute("d", line.map((point) => `M${point}h0`).join(""));
    const now = kept ? onChart(points[kept - 1]) : "-99 -99"; // nothing kept: not on the chart
    this.querySelector(".now").setAttribute("d", `M${now}h0`);
    const words = inWords({ kept, right, threshold, points }, truths.length);
    if (this.said.innerHTML !== words) this.said.innerHTML = words;
  }
}

customElements.define("cnn-score-threshold", ScoreThreshold);
