"""Convolutional neural networks that you can read, run and be corrected by.

Import what a chapter needs from its folder, for example
``from cnn_lessons.operations import conv2d``. Importing ``cnn_lessons`` itself
loads nothing else.
"""

__version__ = "0.1.0"
