"""Slips are not computed on the page: it has their outcomes."""

function_slips = result_slips = quiet = None
