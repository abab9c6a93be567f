"""Who teaches whom?

A teaching moment is a host of a session and another person who attended it: every learner of a
session makes one with each of its hosts. The host is whom the attendance export marks as organiser,
host or co-host and who was present; co-hosts do not learn from each other. Sessions without a known
host are left out, and counted beside the answer. Departments are those of the people list; small
ones are merged into "Other", where people in no people list stand too. A department filter chooses
learners: whoever taught them counts, from any department.

Reciprocity is the share of teacher–learner pairs who have also taught each other the other way
round.
"""

from __future__ import annotations

import pandas as pd

from analytics.findings import Group, Matrix, Table, TooFew
from analytics.peers import OTHER, department, matrix, nobody_learned
from analytics.questions import Context, Nouns, Question


def answer(rows: pd.DataFrame, context: Context) -> Matrix | TooFew:
    """rows: query.sql's (scope, taught_by, learned_by, counted, people, learners, mutual)."""
    counted = rows.groupby("scope")["counted"].sum()
    pairs = rows[rows["scope"] == "pairs"].iloc[0]
    of = rows[rows["scope"] == "department"]
    n = {
        "people": int(of["learners"].sum()),
        "teaching_moments": int(counted.get("cell", 0)),
        "sessions": int(counted.get("sessions", 0)),
        "pairs": int(pairs["counted"]),
        "mutual_pairs": int(pairs["mutual"]),
        "sessions_without_host": int(counted.get("without-host", 0)),
    }
    if not n["teaching_moments"]:
        return nobody_learned("share", n)
    groups: dict[str, Group] = {}
    for row in of.itertuples(index=False):
        name = department(row.taught_by)
        known = groups.get(name, Group(name, 0, 0))
        groups[name] = Group(
            name, known.people + int(row.people), known.learners + int(row.learners)
        )
    moments: dict[tuple[str, str], int] = {}
    for row in rows[rows["scope"] == "cell"].itertuples(index=False):
        pair = (department(row.taught_by), department(row.learned_by))
        moments[pair] = moments.get(pair, 0) + int(row.counted)
    if len(groups) < 2:
        return TooFew(
            estimate=None, unit="share", n=n, target=None, table=Table((), ()), reason="no-data",
            missing="everybody who took part is of one department"
            if OTHER not in groups
            else "nobody's department is known: add a people list with departments",
        )  # fmt: skip
    return matrix(groups.values(), moments, n, {"reciprocity": n["mutual_pairs"] / n["pairs"]})


QUESTION = Question(
    name="teaching-matrix",
    place=41,
    label="Who teaches whom",
    nouns=Nouns(
        subject="who teaches whom",
        measure="Teaching moments by department: who taught in rows, who learned in columns",
        source="attendance exports and the people list",
    ),
    formula="count of teaching moments by the teacher's and the learner's department; across"
    " departments = 1 − those within one / all but those within “Other”; reciprocity"
    " r = pairs (u, v) for which (v, u) exists too / all pairs (u, v), u having taught v",
    literature="reciprocity as in NetworkX's overall_reciprocity; a matrix rather than a network,"
    " which is unreadable above about eight nodes",
    needs=("attendance", "people"),
    needs_pilot=False,
    filters=("departments", "dates"),
    answer=answer,
)
