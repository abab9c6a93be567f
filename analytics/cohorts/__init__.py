"""Two cohorts of hires, before and during the pilot: from counted rows to a comparison that holds.

| module | holds |
|---|---|
| hires | the counted hires, split by cohort, department, role and hire date |
| rhythm | the rhythm of sign-offs (monthly, weekly), and reading both cohorts at the coarser one |
| compare | percent faster with its test: what is held equal, classes, a comparison group |
| looks | how far out the limits lie when a pilot is read more than once |
| flags | what a reader must know of the comparison, each by its measured trigger |
| early | is it too early: who is still learning, and from when a read is honest |
| grade | how much the evidence can carry, A to E, and the cheapest step that would raise it |
| reading | all of these from the counted rows of a question, or what is missing |

Pure functions on frozen values: no store, and no words but of what is missing.
"""
