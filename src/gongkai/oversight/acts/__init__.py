"""What may be done in oversight; every change goes through here."""

from gongkai.oversight.acts.assessments import (
    close_assessment,
    compute_scores,
    judge_score,
    make_scheme,
    weigh_items,
)
from gongkai.oversight.acts.faults import (
    FaultRow,
    add_fault,
    mend_fault,
    notify_faults,
    pass_fault,
    return_fault,
)
from gongkai.oversight.acts.files import SentFile
from gongkai.oversight.acts.inspections import InspectionPlan, close_inspection, judge_items, open_inspection
from gongkai.oversight.acts.links import LinkRound, check_links
from gongkai.oversight.acts.measures import (
    MeasureDescription,
    correct_measure,
    enter_measure,
    finish_measure,
    strike_measure,
)
from gongkai.oversight.acts.problems import (
    ProblemDescription,
    correct_problem,
    enter_problem,
    reopen_problem,
    solve_problem,
    strike_problem,
)
from gongkai.oversight.acts.trainings import (
    AttendeeRow,
    TrainingPlan,
    add_material,
    cancel_training,
    correct_training,
    hold_training,
    plan_training,
    record_results,
)

__all__ = [
    "AttendeeRow",
    "FaultRow",
    "InspectionPlan",
    "LinkRound",
    "MeasureDescription",
    "ProblemDescription",
    "SentFile",
    "TrainingPlan",
    "add_fault",
    "add_material",
    "cancel_training",
    "check_links",
    "close_assessment",
    "close_inspection",
    "compute_scores",
    "correct_measure",
    "correct_problem",
    "correct_training",
    "enter_measure",
    "enter_problem",
    "finish_measure",
    "hold_training",
    "judge_items",
    "judge_score",
    "make_scheme",
    "mend_fault",
    "notify_faults",
    "open_inspection",
    "pass_fault",
    "plan_training",
    "record_results",
    "reopen_problem",
    "return_fault",
    "solve_problem",
    "strike_measure",
    "strike_problem",
    "weigh_items",
]
