"""Small cohorts for Hypothesis: few distinct days, so that ties are the rule."""

from __future__ import annotations

from hypothesis import strategies as st

person = st.tuples(st.integers(0, 12), st.booleans())
cohorts = st.lists(person, min_size=1, max_size=10)
# Nobody competent on the day of hire: day 0 cannot be stretched.
later_person = st.tuples(st.integers(1, 12), st.booleans())
later_cohorts = st.lists(later_person, min_size=1, max_size=10)
