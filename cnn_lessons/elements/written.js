// Numbers as they are written; visualization/number_tables.py rounds like this too.

// One to three decimals, halves away from 0.
function rounded(value) {
  const size = Math.abs(value);
  const steps = size >= 100 ? 10 : size >= 1 ? 100 : 1000;
  return (Math.sign(value) * Math.floor(size * steps + 0.5)) / steps || 0;
}
const written = (value) => String(rounded(value)).replace("-", "−");
const isExact = (value) => Math.abs(value - rounded(value)) < 1e-6;
