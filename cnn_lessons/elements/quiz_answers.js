// How <cnn-quiz> reads what was typed, and what it makes of it.

const ASK = {
  number: "Type a number, such as 26, 0.5 or 1/2.",
  shape: "Type a shape, such as (2, 30, 30, 8).",
  choice: "Choose an answer first.",
};
// Digits, brackets and commas as an East Asian keyboard writes them, and typographic signs.
const tidy = (text) =>
  text
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[−–]/g, "-")
    .replace(/’/g, "'")
    .replace(/、/g, ",")
    .replace(/\s+/g, " ")
    .trim();

// 0.5, 0,5, 1e-3, 138,357,544, 138_357_544, 138 357 544, 1.234,5, 13,83,57,544, 1,3835,7544;
// NaN for anything else.
function readDecimal(text, isWhole) {
  let digits = text.replace(/(\d)[ _'](?=\d{3}(?!\d))/g, "$1");
  // Groups of two (India) or of four (East Asia) are sure where there are several.
  if (/^[+-]?[1-9]\d{0,3}(,\d{2,4})+,\d{3,4}$/.test(digits)) digits = digits.replaceAll(",", "");
  const groups = digits.match(/^[+-]?[1-9]\d{0,2}([,.])\d{3}(?:\1\d{3})*([,.]\d*)?$/);
  const separator = groups?.[1];
  const isGrouped =
    groups &&
    separator !== groups[2]?.[0] &&
    // One comma: thousands in a whole number, else a decimal comma. One point: always decimal.
    (groups[2] || digits.split(separator).length > 2 || (separator === "," && isWhole));
  if (isGrouped) digits = digits.replaceAll(separator, "");
  digits = digits.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : NaN;
}

function readNumber(text, isWhole, unit) {
  if (unit && text.toLowerCase().endsWith(unit.toLowerCase())) text = text.slice(0, -unit.length);
  if (/^[^%]+%$/.test(text)) return inHundredths(readNumber(text.slice(0, -1).trim(), false, ""));
  const parts = text.split("/").map((part) => readDecimal(part.trim(), isWhole));
  const value = parts.length === 2 ? parts[0] / parts[1] : parts.length === 1 ? parts[0] : NaN;
  return Number.isFinite(value) ? value : null;
}

const inHundredths = (value) => (value === null ? null : value / 100);

// (2, 30, 30, 8), [2, 30], 2 x 30 × 30, 2 30 30 8, (5,), and (None, 30, 8) for (30, 8)
function readShape(text) {
  text = text.replace(/^([([]?) ?None ?,/i, "$1");
  const sizes = text.trim().replace(/^[([]|,? ?[)\]]$/g, "").trim().split(/ ?[,;x×*] ?| /i);
  return sizes.every((size) => /^-?\d+$/.test(size)) ? sizes.map(Number) : null;
}

// The answer that was given, or null where there is none to judge.
function read(question, text) {
  if (question.kind === "choice") return text === null ? null : Number(text);
  if (question.kind === "shape") return readShape(tidy(text));
  return readNumber(tidy(text), Number.isInteger(question.answer), question.unit);
}

function isEqual({ kind, tolerance }, given, key) {
  if (kind === "shape") return given.length === key.length && given.every((n, i) => n === key[i]);
  return Math.abs(given - key) <= tolerance * Math.abs(key);
}

// Which of the five states an answer is in, and the known mistake that it is.
function judge(question, given) {
  if (given === null) return { state: "Not attempted" };
  if (isEqual(question, given, question.answer)) return { state: "Correct" };
  const isIt = (answer) => isEqual(question, given, answer);
  const mistake =
    question.mistakes.find(({ answer }) => isIt(answer)) ??
    question.slips?.find(
      ({ answers, between = 0 }) =>
        answers.some(isIt) || Math.abs(given - question.answer) < between,
    );
  return { state: "Incorrect", mistake };
}
