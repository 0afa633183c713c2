// What <cnn-channels-window> computes: each filter has a kernel for each channel of an image, and
// the sums of the channels are added up.

const channelName = (channel) => `Channel ${channel + 1}`;
const kernelName = (filter, channel) => `Filter ${filter + 1}, channel ${channel + 1}`;
const mapName = (filter) => `Map ${filter + 1}`;

function addChannels(data) {
  const { image, kernel } = data;
  const plans = kernel.map((filter) =>
    filter.map((rows, channel) =>
      gather({ ...data, operation: "convolution", image: image[channel], kernel: rows }),
    ),
  );
  const [{ down, right, fault }] = plans[0]; // all are alike
  const tables = plans[0].map((each, channel) => ({ ...each.tables[0], name: channelName(channel) }));
  const plan = { down, right, tables, fault, columns: image.length + 1 };
  plan.lines = linesFor(image.length);
  plan.boards = image.map((_, channel) => channelName(channel));
  plan.ticks = plan.results = kernel.map((_, filter) => mapName(filter));
  tables.push(undefined); // no map belongs to the input
  plan.outputs = fault
    ? []
    : plans.map((channels) =>
        grid(down.places, right.places, (i, j) => sumOf(channels.map((each) => each.outputs[i][j]))),
      );
  kernel.forEach((channels, filter) => {
    const map = plan.outputs[filter];
    tables.push(
      ...channels.map((rows, channel) => ({
        name: kernelName(filter, channel), caption: `Filter ${filter + 1}`, note: "", rows,
      })),
      map && { name: mapName(filter), note: shape(map), rows: map },
    );
  });
  if (fault) return plan;

  const places = down.places * right.places;
  plan.shown = (position) =>
    plan.outputs.map((rows, filter) => firstOf(rows, position - filter * places));
  plan.at = (i, j, filter) => {
    const parts = plans[filter].map((channel) => channel.at(i, j));
    const sums = plans[filter].map(({ outputs }) => outputs[i][j]);
    const value = plan.outputs[filter][i][j];
    const cells = parts.flatMap((part, channel) => [
      ...part.cells.map((cell) => ({ ...cell, table: channelName(channel) })),
      ...kernel[filter][channel].flatMap((weights, row) =>
        weights.map((_, column) => ({ table: kernelName(filter, channel), row, column })),
      ),
    ]);
    const lines = parts.map(
      (part, channel) => `${channelName(channel)}: ${part.lines.join(" ").replace(/<.?mark>/g, "")}`,
    );
    lines.push(`Together: ${sums.map(factor).join(" + ")} ${result(value, sums)}`);
    return { cells, lines, filter: `filter ${filter + 1}, `, spoken: `output ${written(value)}` };
  };
  return plan;
}

plan = addChannels;
