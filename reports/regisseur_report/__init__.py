"""Renders report documents of Regisseur; README.md says how it is cut."""

import pathlib

# Where data, views, assets and words stand: beside this package.
HOME = pathlib.Path(__file__).resolve().parent.parent
