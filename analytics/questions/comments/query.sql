-- Free comments with the first rating from 0 to 10 that the same response gave.
select question, answer_text, score, rated, respondent
from free_comment
order by file_id, response_id, question_order
