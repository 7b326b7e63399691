create table if not exists orders (id int primary key, item varchar(100));
merge into orders (id, item) values (1, 'pen');
