// Boxes as left, top, right and bottom, as in tasks/boxes.py.

const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);

// What two boxes have in common, or undefined where they do not overlap.
function common(box, other) {
  const left = Math.max(box[0], other[0]);
  const top = Math.max(box[1], other[1]);
  const right = Math.min(box[2], other[2]);
  const bottom = Math.min(box[3], other[3]);
  return right > left && bottom > top ? [left, top, right, bottom] : undefined;
}

function overlap(box, other) {
  const shared = common(box, other);
  const intersection = shared ? area(shared) : 0;
  return intersection / (area(box) + area(other) - intersection);
}

function place(rect, [left, top, right, bottom]) {
  const sides = { x: left, y: top, width: right - left, height: bottom - top };
  for (const [name, value] of Object.entries(sides)) rect.setAttribute(name, value);
}
