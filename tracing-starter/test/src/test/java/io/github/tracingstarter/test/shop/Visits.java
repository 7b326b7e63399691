package io.github.tracingstarter.test.shop;

import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/**
 * The visits of customers, by SQL.
 */
@Component
public class Visits {

	private final JdbcTemplate jdbc;

	public Visits(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * A query for each customer.
	 */
	public List<Integer> byCustomer() {
		return this.jdbc.queryForList("SELECT id FROM customer ORDER BY id", Integer.class)
			.stream()
			.map((id) -> this.jdbc.queryForObject("SELECT count(*) FROM visit WHERE customer_id = ?", Integer.class,
					id))
			.toList();
	}

	@Async
	public void count() {
		this.jdbc.queryForObject("SELECT count(*) FROM visit", Integer.class);
	}

}
