"""The course on paper: the pages of the built site as one PDF. `make pdf` runs ``tools/pdf.py``."""
