"""The main job, exports to answers, as different programs do it; each in a process of its own.

Every module has `run(folder) -> dict` with what it found: attended and invited person-sessions,
the share by week and department, the median days before and during.
"""
