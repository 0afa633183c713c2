"""The kinds of numbers: here nothing but Python's own."""

Integral = int
Real = (int, float)
Number = (int, float, complex)
