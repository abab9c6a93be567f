"""The app: its pages and its look; everything else is in app/.

`streamlit run` imports this file for the server to serve, and each visit runs it as its script.
"""

import streamlit as st


def draw() -> None:
    """One run of the script."""
    from app import analysts_only, frame, look, sign_in

    st.set_page_config(page_title="Pilot Impact", page_icon="static/icon.svg", layout="wide")
    st.logo("static/logo.svg")
    look.apply()
    someone = sign_in.let_in()

    overview = st.Page(
        "app/pages/overview.py", title="Overview", icon=":material/dashboard:", default=True
    )
    participation = st.Page(
        "app/pages/participation.py", title="Participation", icon=":material/groups:"
    )
    findings = [
        overview,
        participation,
        st.Page("app/pages/competency.py", title="Time to competency", icon=":material/speed:"),
        st.Page("app/pages/feedback.py", title="Feedback", icon=":material/forum:"),
        st.Page("app/pages/peers.py", title="Peers", icon=":material/hub:"),
        st.Page("app/pages/outcomes.py", title="Outcomes", icon=":material/trending_up:"),
        st.Page("app/pages/pilots.py", title="Pilots", icon=":material/compare:"),
        st.Page("app/pages/plan.py", title="Plan", icon=":material/event_upcoming:"),
    ]
    for_analysts = [
        st.Page("app/pages/data.py", title="Data", icon=":material/upload_file:"),
        st.Page("app/pages/check.py", title="Check", icon=":material/stethoscope:"),
        st.Page("app/pages/match.py", title="Match", icon=":material/handshake:"),
        st.Page("app/pages/privacy.py", title="Privacy", icon=":material/policy:"),
    ]
    # One list, not sections: in the sidebar of a phone Streamlit writes those as broken lists.
    others = [
        *analysts_only.for_reader(for_analysts, someone),
        st.Page("app/pages/templates.py", title="Templates", icon=":material/description:"),
        st.Page("app/pages/method.py", title="Method", icon=":material/function:"),
    ]
    page = st.navigation([*findings, *others], position="top")
    frame.run(
        page,
        is_about_findings=page in findings,
        is_first=page is overview,
        has_periods=page is participation,
    )


if __name__ == "__main__":
    draw()
else:
    from app import at_once, large_blocks, security, sign_in, startup

    startup.check()
    large_blocks.give_back()
    at_once.send()
    server = st.App(__file__, middleware=security.middleware(sign_in.may_upload))
