"""What Python's `math` has and MicroPython's lacks."""

import math as micropythons

import numpy


def prod(iterable, start=1):
    for value in iterable:
        start = start * value
    return start


def hypot(*sides):
    return micropythons.sqrt(sum([side * side for side in sides]))


def dist(p, q):
    return hypot(*[a - b for a, b in zip(p, q)])


def comb(n, k):
    return prod(range(n - k + 1, n + 1)) // prod(range(1, k + 1)) if k <= n else 0


def perm(n, k=None):
    return prod(range(n - (n if k is None else k) + 1, n + 1))


def isqrt(n):
    root = int(micropythons.sqrt(n))
    while root * root > n:
        root -= 1
    while (root + 1) * (root + 1) <= n:
        root += 1
    return root


def gcd(*numbers):
    found = 0
    for number in numbers:
        rest = number
        while rest:
            found, rest = rest, found % rest
    return abs(found)


def lcm(*numbers):
    found = 1
    for number in numbers:
        found = abs(found * number) // gcd(found, number) if number else 0
    return found


def fsum(iterable):
    return float(numpy.array(list(iterable), float).sum())


def sumprod(p, q):
    return sum([a * b for a, b in zip(p, q)])


def exp(x):
    try:
        return micropythons.exp(x)
    except ValueError:
        raise OverflowError("math range error")


def cbrt(x):
    return micropythons.copysign(abs(x) ** (1 / 3), x)


ADDED = (prod, hypot, dist, comb, perm, isqrt, gcd, lcm, fsum, sumprod, cbrt, exp)
