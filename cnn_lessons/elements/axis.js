// One axis: zeros before and after, padded size, pixels that the window spans, places where it fits.
function axis(size, kernelSize, stride, dilation, padding) {
  const span = dilation * (kernelSize - 1) + 1;
  let [before, after] = typeof padding === "string" ? [0, 0] : padding;
  if (padding === "same") {
    const zeros = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
    before = Math.floor(zeros / 2); // as in TensorFlow: an odd zero goes to the bottom or right
    after = zeros - before;
  }
  const padded = before + size + after;
  return { before, after, padded, span, places: Math.floor((padded - span) / stride) + 1 };
}
