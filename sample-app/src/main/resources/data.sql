insert into cities (id, name) values (1, 'London'), (2, 'Paris'), (3, 'Oslo'), (4, 'Madrid'), (5, 'Rome'), (6, 'Vienna');

insert into measurements (id, city_id, measured_on, temperature)
select c.id * 10000 + d.x, c.id, dateadd(day, d.x, date '2023-01-01'), 8 + mod(d.x * 7919 * c.id, 23) from cities c, system_range(1, 700) d;
