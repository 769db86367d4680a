"""The duty watch: what the national inspection of sites and accounts would find today, computed from what is recorded.

Each indicator is an entry of indicators.toml; a finding names its subject, since when, who answers for it and the day
on which it must be mended. Nothing is stored but how links answered.
"""

from gongkai.oversight.watch.finding import Finding, Rejection, UnitWatch
from gongkai.oversight.watch.indicators import Indicator, indicators
from gongkai.oversight.watch.watching import by_unit, counts, watch, week_of

__all__ = ["Finding", "Indicator", "Rejection", "UnitWatch", "by_unit", "counts", "indicators", "watch", "week_of"]
