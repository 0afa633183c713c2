// What <cnn-digit-drawing> computes: a drawing as a small image, and a network layer by layer.
// Maps are { height, width, channels, values }, channels last as in Keras; a vector is 1 × 1.

const SIDE = 64; // cells along the pad
const FINE = 32; // cells of a drawing once its box is scaled, as for the digits of the data set
const COARSE = 8; // pixels of the image

const vector = (values) => ({ height: 1, width: 1, channels: values.length, values });

function decoded(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

const ACTIVATIONS = {
  linear: (values) => values,
  relu: (values) => values.map((value) => Math.max(value, 0)),
  softmax: (values) => {
    const largest = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - largest));
    const total = powers.reduce((sum, power) => sum + power);
    return powers.map((power) => power / total);
  },
};

// Between which two pixels an enlarged one lies: centres of pixels are at halves, as in TensorFlow.
function neighbours(place, from, to) {
  const exact = Math.max(((place + 0.5) * from) / to - 0.5, 0);
  const first = Math.min(Math.floor(exact), from - 1);
  return [first, Math.min(first + 1, from - 1), exact - first];
}

function resize(maps, { size: [height, width] }) {
  const { channels } = maps;
  const values = new Float32Array(height * width * channels);
  const at = (row, column, c) => maps.values[(row * maps.width + column) * channels + c];
  const mixed = (one, other, part) => one * (1 - part) + other * part;
  for (let i = 0; i < height; i += 1) {
    const [top, bottom, down] = neighbours(i, maps.height, height);
    for (let j = 0; j < width; j += 1) {
      const [left, right, across] = neighbours(j, maps.width, width);
      for (let c = 0; c < channels; c += 1) {
        values[(i * width + j) * channels + c] = mixed(
          mixed(at(top, left, c), at(top, right, c), across),
          mixed(at(bottom, left, c), at(bottom, right, c), across),
          down,
        );
      }
    }
  }
  return { height, width, channels, values };
}

function convolve(maps, { shape: [kernelHeight, kernelWidth, channels, filters], kernel, bias }) {
  const height = maps.height - kernelHeight + 1;
  const width = maps.width - kernelWidth + 1;
  const values = new Float32Array(height * width * filters);
  for (let i = 0; i < height; i += 1) {
    for (let j = 0; j < width; j += 1) {
      const place = (i * width + j) * filters;
      values.set(bias, place);
      for (let a = 0; a < kernelHeight; a += 1) {
        for (let b = 0; b < kernelWidth; b += 1) {
          for (let c = 0; c < channels; c += 1) {
            const value = maps.values[((i + a) * maps.width + j + b) * channels + c];
            const weights = ((a * kernelWidth + b) * channels + c) * filters;
            for (let f = 0; f < filters; f += 1) values[place + f] += value * kernel[weights + f];
          }
        }
      }
    }
  }
  return { height, width, channels: filters, values };
}

function maxPool(maps, { size: [rows, columns] }) {
  const { channels } = maps;
  const [height, width] = [Math.floor(maps.height / rows), Math.floor(maps.width / columns)];
  const values = new Float32Array(height * width * channels).fill(-Infinity);
  for (let i = 0; i < height * rows; i += 1) {
    for (let j = 0; j < width * columns; j += 1) {
      const place = (Math.floor(i / rows) * width + Math.floor(j / columns)) * channels;
      for (let c = 0; c < channels; c += 1) {
        const value = maps.values[(i * maps.width + j) * channels + c];
        values[place + c] = Math.max(values[place + c], value);
      }
    }
  }
  return { height, width, channels, values };
}

const LAYERS = {
  Resizing: resize,
  Conv2D: convolve,
  MaxPooling2D: maxPool,
  Flatten: ({ values }) => vector(values),
  // A dense layer is a convolution of 1 × 1 at a single place.
  Dense: (maps, layer) => convolve(maps, { ...layer, shape: [1, 1, ...layer.shape] }),
};

// What each layer makes of an image of 8 × 8 pixels, the image itself first.
function run(layers, image) {
  const maps = { height: COARSE, width: COARSE, channels: 1, values: image };
  const outputs = [{ name: "image", ...maps }];
  for (const layer of layers) {
    const output = LAYERS[layer.type](outputs.at(-1), layer);
    output.values = ACTIVATIONS[layer.activation ?? "linear"](output.values);
    outputs.push({ name: layer.name, ...output });
  }
  return outputs;
}

// The way of the data set from ink to an image: its box is scaled to fill 32 × 32 cells, and the
// ink is counted in blocks of 4 × 4.
function imageOf(ink) {
  const image = new Float32Array(COARSE * COARSE);
  const cells = [...ink.keys()].filter((cell) => ink[cell]);
  if (!cells.length) return image;
  const rows = cells.map((cell) => Math.floor(cell / SIDE));
  const columns = cells.map((cell) => cell % SIDE);
  const [top, bottom] = [Math.min(...rows), Math.max(...rows) + 1];
  const [left, right] = [Math.min(...columns), Math.max(...columns) + 1];
  const side = Math.max(bottom - top, right - left);
  const source = (first, last, place) =>
    Math.floor((first + last) / 2 + ((place + 0.5) / FINE - 0.5) * side);
  for (let i = 0; i < FINE; i += 1) {
    for (let j = 0; j < FINE; j += 1) {
      const [row, column] = [source(top, bottom, i), source(left, right, j)];
      if (row < top || row >= bottom || column < left || column >= right) continue;
      image[(i >> 2) * COARSE + (j >> 2)] += ink[row * SIDE + column] / 16;
    }
  }
  return image;
}

// Ink along a line, as a round brush leaves it. Points are [row, column], in cells.
function stroke(ink, [fromRow, fromColumn], [toRow, toColumn], radius) {
  const [down, right] = [toRow - fromRow, toColumn - fromColumn];
  const length = down * down + right * right;
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const [y, x] = [row + 0.5 - fromRow, column + 0.5 - fromColumn];
      const part = length && Math.min(Math.max((y * down + x * right) / length, 0), 1);
      if (Math.hypot(y - part * down, x - part * right) <= radius) ink[row * SIDE + column] = 1;
    }
  }
}
