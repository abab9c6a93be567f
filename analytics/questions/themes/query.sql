-- Free comments with how high the same response rated.
select answer_text, score, rated, respondent
from free_comment
order by file_id, response_id, question_order
