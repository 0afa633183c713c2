"""Slips are not computed on the page: it has their outcomes."""

function_slips = quiet = None
