"""Exercises of the chapter *Plots*.

Cases avoid whatever hides a mistake: squares, symmetric values, one example of each class.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, ShapeQuestion

which_axes = ChoiceQuestion(
    "plots.which_axes",
    reread="Two ways to speak to it",
    prompt="`figure, axes = plt.subplots(1, {count})` has just made {count} Axes in a row. Which "
    'of them does `plt.xlabel("epoch")` write under?',
    inputs={"count": 4},
    choices={
        "The first": (
            "reading order",
            "pyplot does not begin where you begin to read. Which one did it make last?",
        ),
        "The last": RIGHT,
        "All of them": (
            "said to everybody",
            "A call to pyplot reaches one Axes. For all of them, write a loop.",
        ),
        "None: it writes under the whole figure": (
            "label of the figure",
            "That is `figure.supxlabel`. `plt.xlabel` looks for one Axes to write to.",
        ),
    },
    hints=[
        "`plt.xlabel` speaks to the current Axes.",
        "pyplot keeps one Axes as the current one. Which one has it just made?",
    ],
    explanation="The Axes made last is the current one, unless pyplot was told another. "
    "`axes[0].set_xlabel` leaves no doubt.",
)


def to_unit_range(feature_map):
    """Take the smallest number off and divide by what is then the largest."""
    shifted = feature_map - feature_map.min()
    largest = shifted.max()
    return shifted / largest if largest > 0 else np.zeros(feature_map.shape)


def _divide(values, largest):
    return values / largest if largest else np.zeros(values.shape)


def _without_a_guard(feature_map):
    with np.errstate(invalid="ignore"):
        shifted = feature_map - feature_map.min()
        return shifted / shifted.max()


def _plus(epsilon, feature_map):
    """Divide by a little more than the largest number, in place of the guard."""
    shifted = feature_map - feature_map.min()
    return shifted / (shifted.max() + epsilon)


ALWAYS_MORE = (
    "Nothing is divided by 0 so, but no map reaches 1 either, and least of all the last one, whose "
    "numbers are smaller than 0.0002. Ask whether all numbers are equal."
)

unit_range = Exercise(
    "plots.unit_range",
    reread="Show an array",
    reference=to_unit_range,
    cases=[
        (np.array([[2.0, 4.0, 3.0], [6.0, 10.0, 5.0]]),),
        (np.array([[-3.0, 1.0], [0.0, -1.0], [2.0, 4.5]]),),
        (np.full((2, 3), 7.0),),
        (np.full((3, 2), -5.0),),
        (np.array([[0.25, 0.5], [0.75, 0.375]]),),
        (np.array([[1.0, 1.8], [1.2, 1.6]]) / 10_000,),  # a small span, as gradients have
    ],
    hints=[
        "First move the map so that its smallest number is 0.",
        "Then divide by the largest number of the map that you have moved.",
        "What is that largest number, where all numbers of the map are equal?",
    ],
    mistakes={
        "only divided": (
            lambda feature_map: _divide(feature_map, feature_map.max()),
            "The largest is 1, but the smallest is not 0. Move the map first.",
        ),
        "divided by the old largest": (
            lambda feature_map: _divide(feature_map - feature_map.min(), feature_map.max()),
            "After the shift the largest number is another one: it was moved, too.",
        ),
        "a constant map became NaN": (
            _without_a_guard,
            "Where all numbers are equal, this divides 0 by 0. Return zeros there: such maps are "
            "common after a ReLU.",
        ),
        "each row by itself": (
            lambda feature_map: np.stack([to_unit_range(row) for row in feature_map]),
            "Each row has a smallest and a largest number of its own here. The rows are one "
            "picture and share one scale.",
        ),
        "a constant map became white": (
            lambda x: to_unit_range(x) if np.ptp(x) else np.ones(x.shape),
            "A map without differences has become as bright as can be. It says nothing, so let "
            "it be black.",
        ),
        "constant map left as it is": (
            lambda x: to_unit_range(x) if np.ptp(x) else x,
            "A map without differences keeps its numbers here, whatever they are. Zeros are asked "
            "for.",
        ),
        "only moved": (
            lambda feature_map: feature_map - feature_map.min(),
            "The smallest is 0 now. What is the largest?",
        ),
        "cut off at 0 and 1": (
            lambda feature_map: np.clip(feature_map, 0, 1),
            "What is below 0 or above 1 has become alike. Move and scale the map instead.",
        ),
        "divided by 255": (
            lambda feature_map: feature_map / 255,
            "A feature map is no photograph: its numbers may end anywhere.",
        ),
        "from −1 to 1": (
            lambda x: 2 * to_unit_range(x) - 1 if np.ptp(x) else np.zeros(x.shape),
            "The smallest is to be 0.",
        ),
        "light and dark exchanged": (
            lambda x: 1 - to_unit_range(x) if np.ptp(x) else np.zeros(x.shape),
            "The smallest number has become 1, and the largest 0.",
        ),
        "mean 0 and deviation 1": (
            lambda x: (x - x.mean()) / x.std() if np.ptp(x) else np.zeros(x.shape),
            "That is standardized: mean and standard deviation are as wanted there, but not the "
            "ends.",
        ),
        "1e-6 added below the line": (partial(_plus, 1e-6), ALWAYS_MORE),
        "1e-7 added below the line": (partial(_plus, 1e-7), ALWAYS_MORE),
        "1e-8 added below the line": (partial(_plus, 1e-8), ALWAYS_MORE),
        "from 0 to 255": (
            lambda feature_map: 255 * to_unit_range(feature_map),
            "So a file of whole numbers wants it. Here the largest is 1.",
        ),
        "each column by itself": (
            lambda feature_map: np.stack(
                [to_unit_range(column) for column in feature_map.T], axis=1
            ),
            "Each column has a smallest and a largest number of its own here. The columns are one "
            "picture and share one scale.",
        ),
        "divided by the largest in size": (
            lambda feature_map: _divide(feature_map, np.abs(feature_map).max()),
            "Now nothing is above 1 or below −1, and 0 is still 0. The smallest number is to be 0: "
            "move the map first.",
        ),
    },
)


def symmetric_limits(values):
    """Return limits with 0 in their middle, as wide as the number farthest from it."""
    farthest = np.abs(values).max()
    return -farthest, farthest


limits = Exercise(
    "plots.limits",
    reread="Colours that do not lie",
    reference=symmetric_limits,
    cases=[
        (np.array([[-1.0, 0.5, 3.0]]),),
        (np.array([[-7.0, 2.0], [0.0, 5.0], [1.0, -3.0]]),),
        (np.array([2.0, 9.0, 4.0]),),
        (np.array([[0.5, -1.75], [1.25, -0.25]]),),  # none of them whole
    ],
    hints=[
        "0 has to be exactly in the middle of the two limits. What follows for their signs?",
        "No number may lie outside. Which one is farthest from 0, whatever its sign?",
    ],
    mistakes={
        "smallest and largest": (
            lambda values: (values.min(), values.max()),
            "Nothing lies outside, but the middle of these limits is not 0, so white will not "
            "mean 0.",
        ),
        "largest, not farthest": (
            lambda values: (-values.max(), values.max()),
            "A large negative number falls outside: the largest number need not be the farthest "
            "from 0.",
        ),
        "the nearer end": (
            lambda values: symmetric_limits(min(values.min(), values.max(), key=abs)),
            "Of the two ends you took the one nearer to 0, and the other lies outside.",
        ),
        "ends exchanged": (
            lambda values: (np.abs(values).max(), -np.abs(values).max()),
            "The lower limit comes first; like this the two colours change places.",
        ),
        "the smallest on both sides": (
            lambda values: (values.min(), -values.min()),
            "A large positive number falls outside: the smallest number need not be the farthest "
            "from 0.",
        ),
        "half the span on both sides": (
            lambda values: (-np.ptp(values) / 2, np.ptp(values) / 2),
            "The limits are as far apart as the ends of the values. But moved to 0, they leave "
            "some out.",
        ),
        "the span on both sides": (
            lambda values: (-np.ptp(values), np.ptp(values)),
            "Nothing is farther from 0 than one end of the values. How far apart the ends are does "
            "not matter.",
        ),
        "from 0 on": (
            lambda values: (0, np.abs(values).max()),
            "0 is an end of these limits, and not their middle.",
        ),
        "one number": (
            lambda values: np.abs(values).max(),
            "That is how far the limits are from 0. Return both of them, the lower one first.",
        ),
        "wider than needed": (
            lambda values: (-np.ceil(np.abs(values).max()), np.ceil(np.abs(values).max())),
            "Nothing lies outside, but there is room left: the colours could tell more apart.",
        ),
    },
)

signed_map = ChoiceQuestion(
    "plots.signed_map",
    reread="Colours that do not lie",
    prompt="A feature map reaches from −{low} to {high}. You want to see at a glance where it is "
    "positive, where negative, and where about 0. Which colours?",
    inputs={"low": 1, "high": 4},
    choices={
        "viridis, from −1 to 4": (
            "one direction",
            "It tells small from large, and 0 is one green among others.",
        ),
        "purple, white, orange, from −1 to 4": (
            "white is not 0",
            "White stands in the middle of the limits. Which number is that here?",
        ),
        "jet, from −4 to 4": (
            "rainbow",
            "0 is a green between others, and yellow stripes appear where the map is smooth.",
        ),
        "purple, white, orange, from −4 to 4": RIGHT,
    },
    hints=[
        "One colour for each sign, and a neutral one between them.",
        "The neutral colour stands in the middle of `vmin` and `vmax`.",
    ],
    explanation="Two colours for two signs, and limits as far below 0 as above: white is 0.",
)


def tile_images(images, columns):
    """Copy each image to its row and column of one large picture."""
    N, H, W = images.shape
    rows = -(-N // columns)
    tiled = np.zeros((rows * H, columns * W))
    for n, image in enumerate(images):
        row, column = divmod(n, columns)
        tiled[row * H : (row + 1) * H, column * W : (column + 1) * W] = image
    return tiled


def _tile_downwards(images, columns):
    rows = -(-len(images) // columns)
    return tile_images(images.swapaxes(1, 2), rows).T  # images turned twice, the grid once


def _filled_up(images, columns):
    """Add black images until the last row is full."""
    missing = -len(images) % columns
    return np.concatenate([images, np.zeros((missing, *images.shape[1:]))])


tiles = Exercise(
    "plots.tiles",
    reread="Side by side",
    reference=tile_images,
    cases=[
        (np.arange(1.0, 37.0).reshape(6, 2, 3), 2),
        (np.arange(1.0, 31.0).reshape(5, 2, 3), 3),
        (np.arange(1.0, 106.0).reshape(7, 5, 3) / 4, 2),
    ],
    hints=[
        "How many rows of images are there, when the last one may not be full?",
        "Begin with `np.zeros` of the whole picture's shape, and copy image after image.",
        "`divmod(n, columns)` gives image n's row and column among the images; times H and W they "
        "are pixels.",
    ],
    mistakes={
        "reshaped": (
            lambda images, columns: images.reshape(-1, columns * images.shape[2]),
            "The numbers are in the order of memory, image after image, and a row of the picture "
            "is filled from one image. It has to be filled from several.",
        ),
        "downwards first": (
            _tile_downwards,
            "The second image stands below the first. Fill row by row, as you read.",
        ),
        "each image turned": (
            lambda images, columns: tile_images(images.swapaxes(1, 2), columns),
            "The images stand in their places, but each one's rows have become its columns.",
        ),
        "last row dropped": (
            lambda x, columns: tile_images(x[: len(x) // columns * columns], columns),
            "When the images do not fill the last row, that row is missing. Round up.",
        ),
        "filled up and reshaped": (
            lambda images, columns: _filled_up(images, columns).reshape(
                -1, columns * images.shape[2]
            ),
            "The shape is right, but a row of the picture is filled from one image. `reshape` "
            "keeps the order of the numbers: the axes have to change places first.",
        ),
        "not joined": (
            lambda images, columns: _filled_up(images, columns).reshape(
                -1, columns, *images.shape[1:]
            ),
            "Rows and columns of images are right. A picture has two axes: join four to two.",
        ),
        "an empty row below": (
            lambda images, columns: tile_images(
                _filled_up(np.concatenate([images, 0 * images[:1]]), columns), columns
            ),
            "Where the last row of images is full, a black one follows. Round up, and add nothing.",
        ),
        "columns taken for rows": (
            lambda images, columns: tile_images(images, -(-len(images) // columns)),
            "`columns` is how many images stand side by side, not how many rows there are.",
        ),
        "all in one row": (
            lambda images, columns: tile_images(images, len(images)),
            "All images stand side by side. Begin a new row after `columns` of them.",
        ),
        "all in one column": (
            lambda images, columns: tile_images(images, 1),
            "All images stand below each other. `columns` of them belong into a row.",
        ),
        "cut to whole numbers": (
            lambda images, columns: tile_images(images, columns).astype(int),
            "An array of whole numbers cuts off what is behind the point. `np.zeros` without a "
            "dtype holds real numbers.",
        ),
    },
)


saved_shape = ShapeQuestion(
    "plots.saved_shape",
    reread="Save it",
    prompt="`plt.subplots(figsize=({width}, {height}))` made a figure, and "
    '`figure.savefig("plot.png", dpi={dpi})` saved it. You read the file as an array. What are its '
    "first two sizes, as in `image.shape[:2]`?",
    inputs={"width": 6, "height": 4, "dpi": 150},
    answer=lambda width, height, dpi: (height * dpi, width * dpi),
    mistakes={
        "width first": (
            lambda width, height, dpi: (width * dpi, height * dpi),
            "`figsize` has the width first. And an array?",
        ),
        "points for pixels": (
            lambda width, height: (height * 72, width * 72),
            "72 is how many points an inch has. The pixels of an inch were given.",
        ),
        "inches for pixels": (
            lambda width, height: (height, width),
            "`figsize` is in inches. How many pixels has each of them?",
        ),
        "100 dots an inch": (
            lambda width, height: (height * 100, width * 100),
            "That is how many it has where nothing is said. `savefig` was told another number.",
        ),
        "colours as well": (
            lambda width, height, dpi: (height * dpi, width * dpi, 4),
            "A PNG of Matplotlib's has red, green, blue and alpha, yes. The first two sizes are "
            "asked for.",
        ),
        "inches, as they were given": (
            lambda width, height: (width, height),
            "`figsize` is in inches, and has the width first.",
        ),
    },
    hints=["dpi is dots per inch.", "An array has its rows first: height, then width."],
    explanation="{height} · {dpi} rows and {width} · {dpi} columns: {answer}.",
)

shown_letters = NumberQuestion(
    "plots.shown_letters",
    reread="Save it",
    prompt="A figure is {figure} inches wide, and its letters have {letters} points. On a page it "
    "is shown {shown} inches wide. How many points high do the letters seem?",
    inputs={"figure": 12, "letters": 10, "shown": 3},
    answer=lambda figure, letters, shown: letters * shown / figure,
    tolerance=1e-6,
    unit="points",
    mistakes={
        "letters do not shrink": (
            lambda letters: letters,
            "The picture shrinks as a whole, and its letters with it.",
        ),
        "upside down": (
            lambda figure, letters, shown: letters * figure / shown,
            "The picture is shown smaller than it was made. Can its letters grow?",
        ),
        "area": (
            lambda figure, letters, shown: letters * (shown / figure) ** 2,
            "You squared the ratio. The height of a letter shrinks like a length.",
        ),
        "the factor": (
            lambda figure, shown: shown / figure,
            "By that factor all lengths shrink. How high are the letters then?",
        ),
        "the factor, upside down": (
            lambda figure, shown: figure / shown,
            "That is how many times smaller it is shown. How high are the letters then?",
        ),
        "what is lost": (
            lambda figure, letters, shown: letters * (1 - shown / figure),
            "By so many points they have become smaller. How many are left?",
        ),
    },
    hints=["By which factor does the width shrink?", "Every length shrinks by the same factor."],
    explanation="{shown}/{figure} of {letters} points: {answer}. Below 6 hardly anybody can read; "
    "so make the figure as wide as it will be shown.",
)
