"""Networks of keras.applications to choose from: what is published, and what they cost on paper.

Top-1 accuracies are those of Keras's table, https://keras.io/api/applications/, of MobileNetV3
those of its docstring; so are the times of a batch of 32. Licences are those that the older
documentation of Keras named for the weights (until 2.3). Where it named none, it is the licence of
the repository that the weights are from, and marked so: who needs to be sure asks the authors.
"""

from dataclasses import dataclass

from cnn_lessons.blueprints.layer_table import LayerTable

HEAD = ("network", "year", "side", "parameters", "MB", "multiply-adds", "top-1", "licence")


@dataclass(frozen=True)
class Candidate:
    """One network with weights in Keras.

    Parameters
    ----------
    name : str
        In ``keras.applications``.
    year : int
        Of the first version of the paper.
    side : int
        Height and width of the image, in pixels, at which it was judged.
    parameters, multiply_adds : int
        All numbers that it keeps, and its work for one image of that size.
    top_1 : float
        Accuracy on ImageNet's validation set, in per cent, as Keras states it.
    licence : str
        Of the weights.
    named : bool, default=True
        Whether Keras named it; else it is that of the repository they are from.
    processor, card : float or None
        Milliseconds for a batch of 32, as Keras states them, on 92 cores and on an A100.
    first_on_more : bool, default=False
        Whether it was first trained on ImageNet-21k, and then on ImageNet.
    """

    name: str
    year: int
    side: int
    parameters: int
    multiply_adds: int
    top_1: float
    licence: str
    named: bool = True
    processor: float | None = None
    card: float | None = None
    first_on_more: bool = False

    @property
    def megabytes(self):
        """Size of the weights in float32; the file is a little larger."""
        return 4 * self.parameters / 1e6

    def work(self, side=None):
        """Return the multiply-adds for an image of another side, as if all were convolutions."""
        return self.multiply_adds * ((side or self.side) / self.side) ** 2


APACHE, MIT, BSD, CC = "Apache 2.0", "MIT", "BSD", "CC BY 4.0"
# Name, year, side, parameters, multiply-adds, top-1, licence, named, ms of 92 cores and of a card.
SHORTLIST = [
    Candidate("VGG16", 2014, 224, 138_357_544, 15_470_264_320, 71.3, CC, True, 69.5, 4.2),
    Candidate("ResNet50", 2015, 224, 25_636_712, 3_857_973_248, 74.9, MIT, True, 58.2, 4.6),
    Candidate("InceptionV3", 2015, 299, 23_851_784, 5_713_216_096, 77.9, APACHE, True, 42.2, 6.9),
    Candidate("ResNet50V2", 2016, 224, 25_613_800, 3_482_255_360, 76.0, BSD, True, 45.6, 4.4),
    Candidate("ResNet152V2", 2016, 224, 60_380_648, 10_906_697_728, 78.0, BSD, True, 107.5, 6.6),
    Candidate(
        "InceptionResNetV2", 2016, 299, 55_873_736, 13_155_794_016, 80.3, APACHE, True, 130.2, 10.0
    ),
    Candidate("DenseNet121", 2016, 224, 8_062_504, 2_834_161_664, 75.0, BSD, True, 77.1, 5.4),
    Candidate("Xception", 2016, 299, 22_910_480, 8_357_403_496, 79.0, MIT, True, 109.4, 8.1),
    Candidate("MobileNet", 2017, 224, 4_253_864, 568_740_352, 70.4, APACHE, True, 22.6, 3.4),
    Candidate("NASNetMobile", 2017, 224, 5_326_716, 563_638_816, 74.4, APACHE, True, 27.0, 6.7),
    Candidate("MobileNetV2", 2018, 224, 3_538_984, 300_774_272, 71.3, APACHE, True, 25.9, 3.8),
    Candidate("MobileNetV3Small", 2019, 224, 2_554_968, 56_510_400, 68.1, APACHE, False),
    Candidate("MobileNetV3Large", 2019, 224, 5_507_432, 216_589_760, 75.6, APACHE, False),
    Candidate("EfficientNetB0", 2019, 224, 5_330_571, 385_814_752, 77.1, APACHE, False, 46.0, 4.9),
    Candidate(
        "EfficientNetB3", 2019, 300, 12_320_535, 1_827_141_392, 81.6, APACHE, False, 140.0, 8.8
    ),
    Candidate(
        "EfficientNetB7", 2019, 600, 66_658_687, 37_745_884_192, 84.3, APACHE, False, 1578.9, 61.6
    ),
    Candidate("EfficientNetV2B0", 2021, 224, 7_200_312, 718_086_176, 78.7, APACHE, False),
    Candidate("EfficientNetV2B3", 2021, 300, 14_467_622, 3_011_458_816, 82.0, APACHE, False),
    Candidate("EfficientNetV2S", 2021, 384, 21_612_360, 8_365_617_152, 83.9, APACHE, False),
    Candidate("EfficientNetV2L", 2021, 480, 119_027_848, 56_079_699_008, 85.7, APACHE, False),
    Candidate("ConvNeXtTiny", 2022, 224, 28_589_128, 4_455_531_264, 81.3, MIT, False),
    Candidate(  # its docstring: "first pre-trained on the ImageNet-21k dataset"
        "ConvNeXtBase", 2022, 224, 88_591_464, 15_354_729_472, 85.3, MIT, False, first_on_more=True
    ),
]
PAPERS = {  # top-1 accuracy of one crop in the network's own paper, where the ledger has none
    "MobileNetV3Small": 67.4,  # Howard et al. 2019, tables 3 and 4
    "MobileNetV3Large": 75.2,
    "ConvNeXtTiny": 82.1,  # Liu et al. 2022, table 1
}


class Shortlist(LayerTable):
    """A row for each candidate; ``["VGG16"]`` finds one.

    A licence in brackets is that of a repository; a star is for those first trained on more images.
    """

    def __init__(self, rows):
        super().__init__(rows, HEAD)

    def cells(self, row):
        """Return the texts of one row."""
        return [
            row.name,
            str(row.year),
            str(row.side),
            f"{row.parameters:,}",
            f"{row.megabytes:.0f}",
            f"{row.multiply_adds / 1e9:.2f} G",
            f"{row.top_1:.1f} %" + "*" * row.first_on_more,
            row.licence if row.named else f"({row.licence})",
        ]


def shortlist(
    most_multiply_adds=None,
    most_megabytes=None,
    licences=None,
    named_only=False,
    side=None,
    beaten=False,
    networks=SHORTLIST,
):
    """Return the networks that keep all budgets and that no other such network beats.

    One beats another if it has no more multiply-adds and no lower top-1 accuracy, and is better in
    at least one of them.

    Parameters
    ----------
    most_multiply_adds : float, optional
        For one image.
    most_megabytes : float, optional
        For the weights in float32.
    licences : list of str, optional
        Only weights with one of these, such as ``["MIT", "BSD"]``.
    named_only : bool, default=False
        Whether Keras has to have named the licence of the weights.
    side : int, optional
        Height and width of your images, in pixels; by default those of each network. The work
        grows with their square. What accuracy is left at another size, nobody has printed.
    beaten : bool, default=False
        Whether those are returned, too, that another one beats.
    networks : list of Candidate, default=SHORTLIST
        Which ones.

    Returns
    -------
    Shortlist
        The cheapest first; it may be empty.

    Raises
    ------
    ValueError
        If a licence is not that of any of them.

    Examples
    --------
    >>> [row.name for row in shortlist(most_multiply_adds=3e8)]
    ['MobileNetV3Small', 'MobileNetV3Large']
    """
    known = {row.licence for row in networks}
    for licence in licences or []:
        if licence not in known:
            raise ValueError(
                f"licences={licences!r}, but {licence!r} is not that of any network here. Use "
                f"some of {', '.join(sorted(known))}."
            )
    fit = [
        row
        for row in networks
        if (most_multiply_adds is None or row.work(side) <= most_multiply_adds)
        and (most_megabytes is None or row.megabytes <= most_megabytes)
        and (licences is None or row.licence in licences)
        and (row.named or not named_only)
    ]
    left = [row for row in fit if beaten or not any(_beats(other, row, side) for other in fit)]
    return Shortlist(sorted(left, key=lambda row: row.work(side)))


def _beats(other, row, side):
    """Return whether the first is no worse, and better in something."""
    work, accuracy = row.work(side) - other.work(side), other.top_1 - row.top_1
    return work >= 0 and accuracy >= 0 and (work > 0 or accuracy > 0)
