"""Overview: the pilot on one screen."""

import streamlit as st

from analytics.verdicts import overview_title
from analytics.verdicts.alerts import without_repeats
from app import frame, workspace
from app.show import alerts_card, kpi, second_look_card, show, week_card
from app.workspace import find

participation = find("participation", frame.filters())
cadence = find("sessions-per-month", frame.filters())
competency = find("time-to-competency", frame.filters())
feedback = find("feedback", frame.filters())
findings = (participation, cadence, competency, feedback)

frame.headline(overview_title(findings), findings)
with st.grid(4, min_column_width=250, border=True):
    for finding in findings:
        kpi(finding)
alerts = workspace.alerted(frame.filters())
alerts_card(alerts)
week = without_repeats(workspace.week(frame.filters()), alerts)
if week:
    week_card(week)
second_look_card(workspace.looked_again())
with st.grid(2, min_column_width=420):
    show(participation)
    show(competency)
    show(cadence)
    show(feedback)
