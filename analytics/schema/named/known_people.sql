-- One row per spelling of a person: whose it is, and whether the people list says that they left.
select
    i.person_id, a.name, a.email, a.upn,
    case when p.left_date is not null or coalesce(p.status, '') = 'left' then 1 else 0 end as is_gone
from identity i
join person_alias a on a.alias_id = i.alias_id
left join person p on p.person_id = i.person_id
order by i.person_id, a.alias_id
