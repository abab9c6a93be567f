"""What is computed beside the values of R for comparisons other than the plain cohorts."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from reference_data import Data

from analytics.stats.binomial import binomial_test, clopper_pearson, poisson_test, rate_ratio
from analytics.stats.competing import CompetingGrid, cumulative_incidence
from analytics.stats.counts import poisson_rate
from analytics.stats.cox import Cox, cox
from analytics.stats.critical import normal_critical
from analytics.stats.exposure import landmark
from analytics.stats.logrank import logrank, stratified_logrank
from analytics.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, holm
from analytics.stats.permutation import logrank_test
from analytics.stats.power import detectable_time_ratio, schoenfeld_events
from analytics.stats.ranks import BrunnerMunzel, brunner_munzel, hodges_lehmann, mann_whitney
from analytics.stats.risksets import GroupComparison, RiskTable, compare_groups
from analytics.stats.rmst import Refused, RmstComparison, rmst
from analytics.stats.scores import Moments, paired_t, welch
from analytics.stats.sequential import (
    any_look_critical,
    chance_of_crossing,
    lan_demets,
    obrien_fleming,
    pocock,
)
from analytics.stats.survival import DayGrid
from analytics.stats.truncation import LateEntryGrid, kaplan_meier_late_entry

DAYS_PER_YEAR = 365.25


def channing(d: Data) -> list[float]:
    men = d.read("channing").query("gender == 1 and ageentry < age and ageentry >= 800")
    curve = kaplan_meier_late_entry(
        LateEntryGrid.from_times(men["ageentry"], men["age"], men["death"])
    )
    by = [curve.at(age) for age in (900, 960, 1020)]
    return [1 - share.value for share in by if share is not None]


def compared(strata: list[tuple[DayGrid, ...]], *, peto: bool = False) -> GroupComparison:
    tables = [RiskTable.from_grids(grids) for grids in strata]
    result = compare_groups(tables, "peto" if peto else "logrank")
    assert result is not None
    return result


def grids_by(
    data: pd.DataFrame, group: str, time: str = "time", status: str = "status"
) -> tuple[DayGrid, ...]:
    return tuple(
        DayGrid.from_times(part[time], part[status] == 1) for _, part in data.groupby(group)
    )


def stratified_veterans(d: Data) -> float:
    strata = [grids_by(part, "trt") for _, part in d.read("veteran").groupby("celltype")]
    test = stratified_logrank([(first, second) for first, second in strata])
    assert test is not None
    twin = compared(list(strata))
    np.testing.assert_allclose(twin.chi2, test.chi2)
    return test.chi2


def stratified_demo(d: Data) -> list[float]:
    data = d.read("onboarding_demo")
    strata = []
    for _, part in data.groupby("department"):
        during, before = grids_by(part, "cohort", "days", "competent")  # after, before
        strata.append((before, during))
    test = logrank_test(*d.demo(), strata=strata, method="asymptotic")
    assert test is not None
    return [test.chi2, test.p]


def incidence_of_melanoma(d: Data) -> list[float]:
    data = d.read("melanoma")
    curve = cumulative_incidence(
        CompetingGrid.from_times(data["time"], data["status"] == 1, data["status"] == 3)
    )
    place = int(np.searchsorted(curve.day, 1826, side="right")) - 1
    return [float(curve.share[place]), float(curve.left[place])]


def incidence_by_60(d: Data) -> list[float]:
    data, shares = d.read("onboarding_demo"), []
    for cohort in ("before", "after"):
        part = data[data["cohort"] == cohort]
        by = cumulative_incidence(
            CompetingGrid.from_times(part["days"], part["competent"], part["left_company"])
        ).at(60)
        assert by is not None
        shares.append(by.value)
    return shares


def restricted(before: DayGrid, during: DayGrid, horizon: float) -> RmstComparison:
    answer = rmst(before, during, horizon, is_horizon_set_before=True)
    assert not isinstance(answer, Refused)
    return answer


def pbc(d: Data) -> RmstComparison:
    """Times are years there and days here."""
    data = d.read("pbc_trial")
    data = data.assign(time=(data["time"] * DAYS_PER_YEAR).round())
    control, treated = grids_by(data, "arm")
    return restricted(control, treated, 10 * DAYS_PER_YEAR)


def difference(answer: RmstComparison, unit: float = 1.0) -> list[float]:
    return [answer.difference / unit, answer.low / unit, answer.high / unit, answer.p]


def ratio(answer: RmstComparison) -> list[float]:
    return [answer.ratio, answer.ratio_low, answer.ratio_high, answer.ratio_p]


def rmst_lung(d: Data) -> RmstComparison:
    return restricted(*d.lung(), 600)


def fitted(*arguments: Any, **options: Any) -> Cox:
    result = cox(*arguments, **options)
    assert result is not None
    return result


def hazard(model: Cox, *, with_p: bool = False) -> list[float]:
    values = [model.ratio[0], model.low[0], model.high[0], model.p[0]]
    return [float(value) for value in (values if with_p else values[:3])]


def cox_lung(d: Data) -> list[float]:
    data = d.read("lung")
    return hazard(fitted(data["time"], data["status"], data["sex"]))


def cox_lung_multi(d: Data) -> list[float]:
    data, columns = d.read("lung"), ["age", "sex", "ph.ecog"]
    data = data.dropna(subset=columns)
    return list(fitted(data["time"], data["status"], data[columns]).coefficient)


def cox_gehan(d: Data, ties: str) -> Cox:
    data = d.read("gehan_6mp")
    return fitted(data["time"], data["cens"], data["treat"] == "control", ties=ties)


def cox_demo(d: Data, *, adjusted: bool) -> list[float]:
    data = d.read("onboarding_demo")
    columns = {"arm": data["cohort"] == "after"}
    if adjusted:
        for department in sorted(data["department"].unique())[1:]:
            columns[department] = data["department"] == department
    model = fitted(data["days"], data["competent"], pd.DataFrame(columns).astype(float))
    return hazard(model, with_p=True)


def hearts(d: Data) -> pd.DataFrame:
    return d.read("jasa_heart").query("futime > 0")


def cox_hearts_naive(d: Data) -> float:
    data = hearts(d)
    return float(fitted(data["futime"], data["fustat"], data["transplant"]).ratio[0])


def cox_hearts(d: Data) -> list[float]:
    data = d.read("heart_startstop")
    model = fitted(data["stop"], data["event"], data["transplant"], start=data["start"])
    # Its score test is the start-stop log-rank test of the same rows, but for the ties.
    columns = [data[name] for name in ("start", "stop", "event", "transplant")]
    twin = compare_groups([RiskTable.from_intervals(*columns, 2)])
    assert twin is not None
    np.testing.assert_allclose(twin.p, model.score_p, atol=0.005)
    return [float(model.ratio[0]), float(model.p[0])]


def landmark_hearts(d: Data) -> list[float]:
    data = hearts(d)
    waited = data["wait.time"].where(data["transplant"] == 1)
    split = landmark(data["futime"], data["fustat"], waited, 30)
    test = logrank(split.without, split.exposed)
    assert test is not None
    return [test.chi2, test.p]


def two(d: Data, name: str, group: str, value: str, first: Any) -> list[pd.Series]:
    data = d.read(name).dropna(subset=[value])
    return [data.loc[side, value] for side in (data[group] == first, data[group] != first)]


def permeability(d: Data) -> list[pd.Series]:
    values = d.read("permeability")["value"]
    return [values[:10], values[10:]]


def sleep(d: Data) -> list[pd.Series]:
    values = d.read("sleep")["extra"]
    return [values[:10].reset_index(drop=True), values[10:].reset_index(drop=True)]


def survey(d: Data) -> list[np.ndarray]:
    return [d.survey(wave, "score") for wave in ("after", "before")]


def w_and_p(samples: Any, *, exact: bool = False) -> list[float]:
    test = mann_whitney(*samples, exact=exact)
    return [test.u, test.p]


def shift(samples: Any) -> list[float]:
    result = hodges_lehmann(*samples)
    return [result.value, result.low, result.high]


def brunner(samples: Any) -> BrunnerMunzel:
    result = brunner_munzel(*samples)
    assert result is not None
    return result


def pain(d: Data) -> BrunnerMunzel:
    return brunner(two(d, "pain_brunner_munzel", "group", "value", "Y"))


def statistic(test: BrunnerMunzel) -> list[float]:
    return [test.t, test.degrees, test.p]


def paired_sleep(d: Data) -> list[float]:
    test = paired_t(*sleep(d))
    assert test is not None
    return [test.t, test.degrees, test.p]


def exact_binomial(count: int, n: int, target: float) -> list[float]:
    share = clopper_pearson(count, n)
    return [binomial_test(count, n, target), share.low, share.high]


def exact_rate_ratio() -> list[float | None]:
    result = rate_ratio(11, 800, 21, 3011)
    return [result.value, result.low, result.high, result.p]


def rate_and_target() -> list[float]:
    rate = poisson_rate(10, 3)
    return [rate.value, rate.low, rate.high, poisson_test(10, 3, 4)]


def stores(d: Data) -> list[Moments]:
    """Full-time employment: PA before, NJ before, PA after, NJ after."""
    data = d.read("card_krueger").dropna(subset=["fte"])
    return [
        Moments.from_values(data.loc[(data["nj"] == nj) & (data["d"] == wave), "fte"])
        for wave in (0, 1)
        for nj in (0, 1)
    ]


def changes_of_stores(d: Data) -> list[float]:
    data = d.read("card_krueger").pivot_table(index=["nj", "id"], columns="d", values="fte")
    change = (data[1] - data[0]).dropna()
    first, second = (Moments.from_values(change.loc[nj]) for nj in (1, 0))
    test = welch(first, second)
    assert test is not None
    return [test.difference, test.difference / test.t, first.n, second.n]


def four_means(d: Data) -> list[float]:
    moments = stores(d)
    pa_before, nj_before, pa_after, nj_after = (m.mean for m in moments)
    variances = [m.variance_of_mean or 0.0 for m in moments]
    return [(nj_after - nj_before) - (pa_after - pa_before), math.sqrt(sum(variances))]


def equal_looks(looks: int) -> list[float]:
    return [k / looks for k in range(1, looks + 1)]


def repeated_error(looks: int) -> float:
    return chance_of_crossing([normal_critical()] * looks, equal_looks(looks))


MORE: dict[str, Callable[[Data], Any]] = {
    "km.channing.male.lefttrunc": channing,
    "cif.melanoma.t1826": incidence_of_melanoma,
    "demo.cif60": incidence_by_60,
    "lr.lung.peto.chisq": lambda d: compared([d.lung()], peto=True).chi2,
    "demo.peto": lambda d: compared([d.demo()], peto=True).chi2,
    "lr.veteran.strat.chisq": stratified_veterans,
    "lr.veteran.celltype.chisq": lambda d: compared([grids_by(d.read("veteran"), "celltype")]).chi2,
    "demo.logrank.strat": stratified_demo,
    "rmst.pbc.arms": lambda d: [
        mean.value / DAYS_PER_YEAR for mean in (pbc(d).during, pbc(d).before)
    ],
    "rmst.pbc.se": lambda d: [mean.se / DAYS_PER_YEAR for mean in (pbc(d).during, pbc(d).before)],
    "rmst.pbc.diff": lambda d: difference(pbc(d), DAYS_PER_YEAR),
    "rmst.pbc.ratio": lambda d: ratio(pbc(d)),
    "rmst.lung.diff": lambda d: difference(rmst_lung(d)),
    "rmst.lung.ratio": lambda d: ratio(rmst_lung(d)),
    "rmst.veteran.diff": lambda d: difference(restricted(*grids_by(d.read("veteran"), "trt"), 300)),
    "demo.rmst60.diff": lambda d: difference(restricted(*d.demo(), 60)),
    "cox.lung.sex.hr": cox_lung,
    "cox.lung.multi": cox_lung_multi,
    "cox.gehan.breslow": lambda d: cox_gehan(d, "breslow").coefficient,
    "cox.gehan.score": lambda d: cox_gehan(d, "efron").score,
    "cox.jasa.naive": cox_hearts_naive,
    "cox.heart.timedep": cox_hearts,
    "cox.jasa.landmark30": landmark_hearts,
    "demo.cox": lambda d: cox_demo(d, adjusted=False),
    "demo.cox.adj": lambda d: cox_demo(d, adjusted=True),
    "paired.sleep": paired_sleep,
    "mwu.permeability": lambda d: [
        mann_whitney(*permeability(d)).u,
        mann_whitney(*permeability(d)).p_greater,
    ],
    "mwu.permeability.two": lambda d: mann_whitney(*permeability(d)).p,
    "mwu.airquality": lambda d: w_and_p(two(d, "airquality_5_8", "Month", "Ozone", 5)),
    "mwu.airquality.exact_perm": lambda d: w_and_p(
        two(d, "airquality_5_8", "Month", "Ozone", 5), exact=True
    )[1],
    "likert.mwu": lambda d: w_and_p(survey(d)),
    "likert.mwu.exact": lambda d: w_and_p(survey(d), exact=True)[1],
    "hl.permeability": lambda d: shift(permeability(d)),
    "hl.mouse": lambda d: shift(two(d, "mouse_efron", "group", "days", "treatment")),
    "hl.sleep.exactrank": lambda d: [*shift(sleep(d)), mann_whitney(*sleep(d)).p],
    "bm.pain": lambda d: statistic(pain(d)),
    "bm.pain.est": lambda d: [pain(d).value, pain(d).low, pain(d).high],
    "bm.depression": lambda d: statistic(brunner(two(d, "depression_hw", "group", "value", "x"))),
    "cliff.pain": lambda d: pain(d).cliffs_delta,
    "cp.81_263": lambda _: clopper_pearson(81, 263).interval,
    "cp.15_148": lambda _: clopper_pearson(15, 148).interval,
    "binom.conover": lambda _: exact_binomial(682, 925, 0.75),
    "binom.target60": lambda _: binomial_test(103, 185, 0.6),
    "pois.rate.ratio": lambda _: exact_rate_ratio(),
    "pois.target": lambda _: rate_and_target(),
    "mult.bh": lambda d: benjamini_hochberg(d.read("bh1995_pvalues")["p"]),
    "mult.holm": lambda d: holm(d.read("bh1995_pvalues")["p"]),
    "mult.by": lambda d: benjamini_yekutieli(d.read("bh1995_pvalues")["p"]),
    "did.ck.means": lambda d: [moments.mean for moments in stores(d)],
    "did.ck.estimate": four_means,
    "did.ck.balanced": changes_of_stores,
    "gs.obf5": lambda _: obrien_fleming(5),
    "gs.pocock5": lambda _: pocock(5)[0],
    "gs.ldobf5": lambda _: lan_demets(equal_looks(5)),
    "gs.ldobf12": lambda _: lan_demets(equal_looks(12)),
    "gs.ldpoc12": lambda _: lan_demets(equal_looks(12), "pocock"),
    "gs.obf.continuous": lambda _: any_look_critical(1),
    "gs.obf.K": lambda _: [obrien_fleming(looks)[-1] for looks in (10, 12, 15)],
    "peek.armitage": lambda _: [repeated_error(looks) for looks in (1, 2, 3, 4, 5, 10)],
    "power.schoenfeld": lambda _: [schoenfeld_events(ratio) for ratio in (2, 1.5)],
    "power.mde.log": lambda _: [detectable_time_ratio(n, n, sigma=0.5) for n in (15, 30, 60, 100)],
}
