insert into users select x, 'User ' || x, 'City' || mod(x, 8) from system_range(1, 64);
insert into items select x, 1 + mod(x, 64), 'Item ' || x from system_range(1, 320);
