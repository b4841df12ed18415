create schema if not exists shop;
create table if not exists shop.customers (customer_id integer primary key, country text not null, since date not null);
create table if not exists shop.products (product_id integer primary key, name text not null, price_cents integer not null);
create table if not exists shop.orders (
  order_id integer primary key,
  customer_id integer not null,
  product_id integer not null,
  quantity integer not null,
  day date not null
);
create table if not exists shop.revenue (country text, day date, orders integer not null, cents bigint not null, primary key (country, day));
