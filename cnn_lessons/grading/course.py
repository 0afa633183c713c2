"""The course's chapters, in its order, and where their pages are."""

import re
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, metadata

from cnn_lessons.exercises import chapters, exercises_of

PARTS = {
    "operations": "images convolution padding_stride pooling dense activations softmax "
    "receptive_field costs first_cnn",
    "learning": "losses gradients backpropagation network optimizers initialization normalization "
    "regularization augmentation",
    "architectures": "lenet alexnet vgg googlenet resnet densenet xception senet mobilenet "
    "efficientnet convnext vision_transformer blocks ledger more_networks",
    "practice": "mnist cifar10 vgg_two_frameworks pretrained transfer_learning your_photos export "
    "scaling_up",
    "visualization": "plots feature_maps grad_cam",
    "tasks": "boxes localization detection segmentation generation applications",
}
PART_OF = {chapter: part for part, all_ in PARTS.items() for chapter in all_.split()}
PROJECT = "cnn-lessons"


@cache
def find_exercise(name):
    """Return an exercise or a question by its name, or None.

    >>> find_exercise("pooling.one_map")
    Exercise pooling.one_map: write max_pool(feature_map, pool_size, strides)
    """
    chapter, _, exercise = name.partition(".")
    return exercises_of(chapter).get(exercise) if chapter in chapters() else None


def place_of(name):
    """Return what brings exercises into the order of the course.

    >>> sorted(["pooling.means", "images.crop", "pooling.one_map"], key=place_of)
    ['images.crop', 'pooling.one_map', 'pooling.means']
    """
    chapter = name.partition(".")[0]
    order = list(PART_OF)
    inside = list(exercises_of(chapter))
    place = order.index(chapter) if chapter in PART_OF else len(order)
    return place, chapter, inside.index(name.partition(".")[2])


def title_of(chapter):
    """Return a chapter's name as its exercises give it.

    >>> title_of("padding_stride"), title_of("vgg")
    ('Padding and stride', 'VGG')
    """
    module = import_module(f"cnn_lessons.exercises.{chapter}")
    found = re.search(r"chapter \*([^*]+)\*", " ".join((module.__doc__ or "").split()))
    return found[1] if found else chapter.replace("_", " ").capitalize()


def section_of(exercise, feedback):
    """Return the heading of the section to reread; by default where the exercise belongs."""
    headings = [mistake.reread for mistake in exercise.mistakes if mistake.reread]
    usual = max(headings, key=headings.count) if headings else ""
    return feedback.reread or usual


def address_of(chapter, section="", site=""):
    """Return the address of a section.

    Parameters
    ----------
    chapter : str
        Its stem.
    section : str, default=""
        The heading; without one, the top of the page.
    site : str, default=""
        Where the pages are; by default the notebooks of the project that the package names.

    Returns
    -------
    str
        Empty where there is none.
    """
    path = f"{PART_OF.get(chapter, '')}/{chapter}"
    if site:
        anchor = re.sub("[^a-z0-9]+", "-", section.lower()).rstrip("-").lstrip("-0123456789")
        return f"{site.rstrip('/')}/{path}.html" + (f"#{anchor}" if anchor else "")
    project = _project_address()
    anchor = section.replace(" ", "-")
    address = f"{project}/blob/main/book/{path}.ipynb"
    return address + (f"#{anchor}" if anchor else "") if project else ""


@cache
def _project_address():
    try:
        urls = metadata(PROJECT).get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    return next((url.partition(", ")[2].rstrip("/") for url in urls), "")
