"""Honest statistics: pure functions on arrays or day grids, each returning a frozen result.

Conventions of the whole package:

- Shares and percent faster are fractions (0.23, not 23). Days are whole days since the start.
- An interval is `low` and `high`. `None` means "does not exist" or "not reached", never NaN.
- Inputs are sufficient statistics (counts per day, totals over people), so the work does not
  grow with the number of people and person-level rows can stay in the database.
- numpy and scipy.special only; scipy.stats costs a second to import and is not needed here.

| module | holds |
|---|---|
| critical | normal and t critical values |
| survival | DayGrid, Kaplan-Meier curve with log-log band, median and other quantiles |
| logrank | the two-sample log-rank test |
| permutation | its critical values by permutation; `logrank_test`, the front door to all of it |
| timeratio | percent faster, by inverting the log-rank test |
| proportion | Wilson, Wilson at the effective sample size, Newcombe, top-two share |
| counts | exact Poisson rate |
| scores | mean with t interval, NPS, Welch, what a spreadsheet would have said |
| power | detectable effect |
"""
