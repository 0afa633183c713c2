"""What moves on a page: Python writes each element, and the scripts beside it move it."""
