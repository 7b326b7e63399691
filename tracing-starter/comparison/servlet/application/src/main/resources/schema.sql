create table users (id bigint primary key, name varchar(100) not null, city varchar(100) not null);
create table items (id bigint primary key, user_id bigint not null references users, title varchar(100) not null);
create index items_of_user on items (user_id);
