// What pooling windows keep of the pixels that they gather.

Object.assign(REDUCTIONS, {
  max: {
    frame: "−∞",
    value: (cells) => Math.max(...cells.map(({ pixel = -Infinity }) => pixel)),
    part: ({ pixel }) => (pixel === undefined ? "−∞" : written(pixel)),
    words: () => ({ open: "max(", between: ", ", begin: "", end: ",", close: ")" }),
  },
  average: {
    frame: "",
    value: (cells) => sumOf(cells.map(({ pixel }) => pixel)) / cells.length,
    part: ({ pixel }) => factor(pixel),
    words: (cells) => ({
      open: "(", between: " + ", begin: "+ ", end: "", close: `) / ${cells.length}`,
    }),
  },
});
