"""Honest statistics: pure functions on arrays or day grids, each returning a frozen result.

Conventions of the whole package:

- Shares and percent faster are fractions (0.23, not 23). Days are whole days since the start.
- An interval is `low` and `high`. `None` means "does not exist" or "not reached", never NaN.
- Inputs are sufficient statistics (counts per day, totals over people), so the work does not
  grow with the number of people and person-level rows can stay in the database. Ranks, Cox and
  the splits of `exposure` alone need one value per person.
- numpy and scipy.special only; scipy.stats costs a second to import and is not needed here.

| module | holds |
|---|---|
| critical | normal and t critical values |
| survival | DayGrid, Kaplan-Meier curve with log-log band, median and other quantiles |
| truncation | the curve when people are followed only from a later day on |
| competing | share competent when leavers can never become competent (Aalen-Johansen) |
| rmst | restricted means, refused where they are unsafe |
| logrank | the two-sample log-rank test, plain and stratified |
| clusters | the log-rank test for hiring classes (cluster-robust) |
| risksets | log-rank and Peto-Peto tests of any number of groups, also start-stop |
| exposure | landmark and time-dependent comparison of what people do while onboarding |
| cox | Cox regression, also start-stop |
| permutation | critical values by permutation; `logrank_test`, the front door to all of it |
| timeratio | percent faster, by inverting the log-rank test |
| proportion | Wilson, Wilson at the effective sample size, Newcombe, top-two share |
| binomial | Clopper-Pearson, exact tests against a target, ratio of two rates |
| counts | exact Poisson rate |
| concentration | effective number, Gini, the fewest that make half |
| scores | mean with t interval, NPS, Welch, paired t, what a spreadsheet would have said |
| ranks | Mann-Whitney, Hodges-Lehmann, Brunner-Munzel |
| multiplicity | Holm, Benjamini-Hochberg, Benjamini-Yekutieli, the confidence each was decided at |
| sequential | O'Brien-Fleming for any number of looks, planned looks, Lan-DeMets |
| did | difference-in-differences on the log time ratio |
| power | detectable effect, events and hires needed |
"""
