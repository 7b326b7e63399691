package io.github.tracingstarter.comparison.servlet;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Service;

/**
 * Reads many rows, two values each.
 */
@Service
class Numbers {

	private final JdbcTemplate jdbc;

	Numbers(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	long sum(int rows) {
		ResultSetExtractor<Long> adder = Numbers::add;
		return this.jdbc.query("SELECT x, 2 * x FROM system_range(1, ?)", adder, rows);
	}

	private static Long add(ResultSet rows) throws SQLException {
		long sum = 0;
		while (rows.next()) {
			sum += rows.getLong(1) + rows.getLong(2);
		}
		return sum;
	}

}
