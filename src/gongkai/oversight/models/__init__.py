"""Tables of oversight; nothing here acts."""

from gongkai.oversight.models.assessments import Scheme, SchemeItem, Score
from gongkai.oversight.models.files import KeptFile
from gongkai.oversight.models.inspections import Fault, FaultPicture, Inspection, Sampled, Verdict
from gongkai.oversight.models.links import ReadText, WatchedLink
from gongkai.oversight.models.problems import Measure, Problem
from gongkai.oversight.models.trainings import Attendee, Material, Training

__all__ = [
    "Attendee",
    "Fault",
    "FaultPicture",
    "Inspection",
    "KeptFile",
    "Material",
    "Measure",
    "Problem",
    "ReadText",
    "Sampled",
    "Scheme",
    "SchemeItem",
    "Score",
    "Training",
    "Verdict",
    "WatchedLink",
]
