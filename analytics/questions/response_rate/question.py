"""Who answers the survey, of those who came?

People known to have answered, of the people asked: all who attended at least one session that
others led, in the chosen dates (those in the people list, where there is one). A person counts
once, however often they answered. A response without a name may be by anybody who is not counted
yet, so where there are such responses the share is the least it can be. A survey without any
names has responses in place of people, as if nobody had answered twice; when there are more of
them than people asked, no rate can be told. Who did not answer is told by department, never by
name.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Responses, Table, TooFew
from analytics.questions import Context, Nouns, Question
from analytics.responses import EVERYBODY, NOWHERE, asked, with_rows


def answer(rows: pd.DataFrame, context: Context) -> Responses | TooFew:
    """rows: query.sql's, one per count."""
    beside = dict(zip(rows["scope"], rows["answered"], strict=True))
    responses, unnamed = (int(beside.get(scope, 0)) for scope in ("responses", "unnamed"))
    unmatched = int(beside.get("unmatched", 0))
    departments = rows[rows["scope"] == "department"]
    people, answered = int(departments["asked"].sum()), int(departments["answered"].sum())
    is_nameless = unnamed == beside.get("all", 0)
    if not people:
        return _cannot("no attendance export shows anybody who came in these dates")
    if not beside.get("all", 0):
        return _cannot("nobody answered the survey in these dates", people)
    if is_nameless and context.slices > 1:
        return _cannot(
            "the survey has no names, so nobody can say which department its responses are from",
            people,
        )
    if is_nameless and unnamed > people:
        return _cannot(
            "the survey has no names and more responses than people who came, so some answered more"
            " than once and nobody can say how many did",
            people,
        )
    possible = 0 if is_nameless else unnamed + unmatched
    whole = asked(EVERYBODY, people, unnamed if is_nameless else answered, possible)
    parts = [] if is_nameless else [
        asked(NOWHERE if pd.isna(row.department) else row.department, int(row.asked),
              int(row.answered), possible)
        for row in departments.itertuples(index=False)
    ]  # fmt: skip
    found = Responses(
        estimate=whole.share,
        unit="share",
        n={"people": people, "answered": whole.answered, "responses": responses,
           "unnamed_responses": unnamed},
        target=None,
        whole=whole,
        rows=(),
        responses=responses,
        unnamed=unnamed,
        possible=possible,
        is_nameless=is_nameless,
        table=Table((), ()),
        details={"is_nameless": is_nameless, "others_who_may_have_answered": possible},
    )  # fmt: skip
    parts.sort(key=lambda part: (part.share.value, part.name))
    return with_rows(found, parts if len(parts) > 1 else [])


def _cannot(missing: str, people: int = 0) -> TooFew:
    return TooFew(
        estimate=None, unit="share", n={"people": people}, target=None, table=Table((), ()),
        reason="no-data", missing=missing,
    )  # fmt: skip


QUESTION = Question(
    name="response-rate",
    place=32,
    label="Response rate",
    nouns=Nouns(
        subject="the response rate",
        measure="Share of the people who came that answered the survey",
        source="survey and attendance exports",
    ),
    formula="people known to have answered / people who attended a session that others led; 95 %"
    " interval: Wilson's, its upper limit for all who may have answered without a name",
    literature="Wilson (1927); the least and the most it can be after Manski (1989), Anatomy of the"
    " selection problem",
    needs=("attendance", "survey"),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
