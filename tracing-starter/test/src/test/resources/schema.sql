DROP TABLE IF EXISTS visit;
CREATE TABLE visit (customer_id INT);
