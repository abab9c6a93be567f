"""Plan: what a pilot could show, what would help, and who begins when, drawn by lot."""

import streamlit as st

from app import frame, workspace
from app.draw_form import draw_form
from app.plan_form import plan_form
from app.show import show, verdict_card
from app.workspace import find

filters = frame.filters()
if workspace.scope().sees_individuals:
    filters = plan_form(find("pilot-plan", filters))
plan = find("pilot-plan", filters)

frame.headline(plan.title, [find("participation", filters)])
designs, meaning = st.columns([2, 1])
with designs:
    show(plan, has_title=False)
with meaning:
    verdict_card(plan)
if workspace.scope().sees_individuals:
    draw_form(workspace.known().departments)
