insert into examples.revenue (country, day, orders, cents)
select c.country, o.day, count(*), sum(o.quantity * p.price_cents)
from examples.orders o
join examples.customers c using (customer_id)
join examples.products p using (product_id)
group by c.country, o.day
on conflict (country, day) do update set orders = excluded.orders, cents = excluded.cents;
