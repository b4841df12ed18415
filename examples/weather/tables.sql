create schema if not exists weather;
create table if not exists weather.readings (
  day date primary key,
  precipitation numeric not null,
  temp_max numeric not null,
  temp_min numeric not null,
  wind numeric not null,
  weather text not null
);
create table if not exists weather.by_month (
  month text primary key,
  days integer not null,
  rain_mm numeric not null,
  mean_max numeric not null,
  mean_min numeric not null
);
