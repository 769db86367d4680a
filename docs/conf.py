"""How the documentation is built: `make docs`, without network, warnings are errors."""

from __future__ import annotations

from importlib.metadata import version as installed

project = "Gongkai 公开"
author = "The Gongkai developers"
copyright = author
release = version = installed("gongkai")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
# Types of signatures are written as they stand in the source; most of them have no page to link to.
nitpicky = False

html_theme = "furo"
html_title = "Gongkai 公开"
html_copy_source = False
html_show_sphinx = False
