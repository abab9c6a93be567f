-- One row per session and department: the sums that questions read.
select *
from loose_session
