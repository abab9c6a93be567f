-- One row per person and piece, the days of one week and one month: the sums that questions read.
select p.*, greatest(p.week_start, p.month_start) as piece_start
from loose_person p
