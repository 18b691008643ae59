"""Submissions and people for the tests of the queue."""

from datetime import date

from practicebank.evidence import NOT_EVALUATED, UNDER_WAY
from practicebank.submissions.form.model import Submission, Way
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor

TERMS = {
    "effectiveness": ("Worked", "Promising", "Untested – new or innovative", "Didn’t work"),
    "focus": ("Prevention", "Diversion", "Reoffending", "Organisational"),
    "linked_to": ("HMICFRS", "Tilley award"),
    "topics": ("Crime prevention", "Neighbourhood crime"),
    "region": ("London", "Wales"),
    "scale": ("Local", "Regional", "National"),
    "target_groups": ("Adults", "Communities"),
    "partners": ("Police", "Local authority"),
    "implementation_stage": ("Pilot", "Implemented"),
    "evaluation_design": ("Randomised trial", "Before and after", "Process evaluation only", UNDER_WAY, NOT_EVALUATED),
    "evaluator": ("Independent", "Both", "In-house"),
    "outcome": ("Improved", "Mixed", "No difference", "Worsened"),
}

NIGHT_WALKS = Submission(
    title="Night walks",
    summary="Officers and youth workers walk the estate together on Friday nights.",
    effectiveness="Promising",
    focus=("Prevention", "Diversion"),
    organisation="Westshire Constabulary",
    linked_to=("Tilley award",),
    linked_to_evidence="Finalist, 2024.",
    topics=("Neighbourhood crime",),
    region=("Wales",),
    scale="Local",
    target_groups=("Communities",),
    partners=("Police", "Local authority"),
    implementation_stage="Implemented",
    started=date(2023, 3, 1),
    completed=date(2024, 3, 1),
    problem="Disorder on Friday nights.",
    aim="Fewer calls about disorder.",
    how_it_works="Being seen, and being known.",
    where="One estate.",
    resources="Two people a night.",
    cost="£4,000 a year",
    evaluation_design="Before and after",
    evaluator="In-house",
    outcome="Improved",
    evaluation="Calls were counted before and after.",
    result="Calls fell by a fifth.",
    learning="Go every week, or nobody believes you.",
    do_differently="Start in spring.",
    links=("https://example.org/night-walks",),
    contact_name="Alex Example",
    contact_role="Community safety team",
    contact_email="community.safety@example.org",
    publish_contact=False,
    ask_again=True,
    authority=True,
)

# What is there from when the form only asked whether it had been evaluated.
OLDER_WALKS = NIGHT_WALKS.model_copy(
    update={"evaluated": True, "evaluation_design": "", "evaluator": "", "outcome": ""}
)

LEAFLETS = Submission(
    way=Way.DID_NOT_WORK,
    title="Leaflets through every door",
    organisation="Westshire Council",
    withhold_organisation=True,
    tried="Leaflets about burglary.",
    result="Nothing changed.",
    why="Nobody read them.",
    learning="Talk to people instead.",
    contact_role="Community safety team",
    contact_email="community.safety@example.org",
    authority=True,
)

ANSWER_DAYS = 60  # how long a question of the test queue waits

ADA = Actor(Role.REVIEWER, "Ada")
BEN = Actor(Role.REVIEWER, "Ben")
CONTRIBUTOR = Actor(Role.CONTRIBUTOR)
SYSTEM = Actor(Role.SYSTEM)

# The shortest way to each state, and what every step of it needs besides.
PATHS: dict[Status, list[tuple[Step, Actor]]] = {
    Status.WAITING: [],
    Status.IN_REVIEW: [(Step.CLAIM, ADA)],
    Status.ASKED: [(Step.CLAIM, ADA), (Step.ASK, ADA)],
    Status.PUBLISHED: [(Step.CLAIM, ADA), (Step.PUBLISH, ADA)],
    Status.DECLINED: [(Step.CLAIM, ADA), (Step.DECLINE, ADA)],
    Status.WITHDRAWN: [(Step.WITHDRAW, CONTRIBUTOR)],
    Status.RETIRED: [(Step.CLAIM, ADA), (Step.PUBLISH, ADA), (Step.RETIRE, ADA)],
    Status.REPLACED: [(Step.CLAIM, ADA), (Step.PUBLISH, ADA), (Step.REPLACE, ADA)],
}


def needs(step: Step, reference: str) -> dict[str, str]:
    """What `ReviewQueue.move` wants for this step besides the state."""
    wanted = {"words": "Because it is so."}
    if step is Step.NOTE:
        wanted["note"] = "Between us."
    if step is Step.PUBLISH:
        wanted["slug"] = reference.lower()
    if step is Step.REPLACE:
        wanted["replaced_by"] = "another-practice"
    return wanted


def bring_to(queue: ReviewQueue, reference: str, status: Status) -> None:
    """Takes a waiting submission to a state by the shortest way."""
    now = Status.WAITING
    for step, by in PATHS[status]:
        queue.move(reference, step, by, expected=now, **needs(step, reference))
        now = queue.get(reference).status
    assert now is status
