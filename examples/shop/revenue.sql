insert into shop.revenue (country, day, orders, cents)
select c.country, o.day, count(*), sum(o.quantity * p.price_cents)
from shop.orders o
join shop.customers c using (customer_id)
join shop.products p using (product_id)
group by c.country, o.day
on conflict (country, day) do update set orders = excluded.orders, cents = excluded.cents;
