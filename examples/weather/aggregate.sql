insert into weather.by_month (month, days, rain_mm, mean_max, mean_min)
select to_char(day, 'YYYY-MM'), count(*), sum(precipitation), round(avg(temp_max), 1), round(avg(temp_min), 1)
from weather.readings group by 1
on conflict (month) do update
  set days = excluded.days, rain_mm = excluded.rain_mm, mean_max = excluded.mean_max, mean_min = excluded.mean_min;
