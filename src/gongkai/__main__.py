"""`python -m gongkai` is `gongkai`."""

from __future__ import annotations

import sys

from gongkai.cli import main

sys.exit(main())
