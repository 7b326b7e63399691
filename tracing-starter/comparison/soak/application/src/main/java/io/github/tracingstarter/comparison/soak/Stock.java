package io.github.tracingstarter.comparison.soak;

import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Statements as they should not be written.
 */
@Service
class Stock {

	private final JdbcTemplate jdbc;

	Stock(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	/** One query, and one for each of its rows. */
	List<String> titles(int user) {
		List<Long> ids = this.jdbc.queryForList("select id from items where user_id = ?", Long.class, user);
		List<String> titles = new ArrayList<>();
		for (Long id : ids) {
			titles.addAll(this.jdbc.queryForList("select title from items where id = ?", String.class, id));
		}
		return titles;
	}

	/** Concatenated, so that each number has its own statement. */
	long countByText(long number) {
		Long count = this.jdbc.queryForObject("select count(*) from items where id <> " + number + " and title <> 'x'",
				Long.class);
		return (count != null) ? count : 0;
	}

}
