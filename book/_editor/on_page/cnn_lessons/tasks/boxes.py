"""As in `cnn_lessons.tasks.boxes`."""

from cnn_lessons.tasks import pairwise_iou  # noqa: F401
