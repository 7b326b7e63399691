package io.github.tracingstarter.instrument.jdbc.app;

import java.util.List;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Runs statements, as an application does.
 *
 * @param jdbc how
 */
public record Reports(JdbcTemplate jdbc) {

	public List<?> load(String sql) {
		return this.jdbc.queryForList(sql);
	}

	/**
	 * For SQL to call.
	 * @param millis for how long to sleep
	 * @return the argument
	 */
	public static int sleep(int millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return millis;
	}

}
