package io.github.tracingstarter.instrument.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.tracingstarter.sql.Database;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The databases that are remembered.
 */
class StatementTracerTests {

	@Test
	void aFloodOfUrlsDoesNotKeepLaterOnesFromBeingRemembered() {
		StatementTracer tracer = new StatementTracer(() -> {
			throw new IllegalStateException("Nothing is traced");
		}, List::of, new JdbcProperties(true, Duration.ZERO, 5, false, false, false, true,
				JdbcProperties.BindValues.OFF, Pattern.compile("x"), Set.of(), null, JdbcProperties.Comment.OFF),
				new CallSite(List::of));
		for (int i = 0; i < 5_000; i++) {
			tracer.database("jdbc:postgresql://tenant" + i + "/shop");
		}
		Database last = tracer.database("jdbc:postgresql://last/shop");
		assertThat(tracer.database("jdbc:postgresql://last/shop")).isSameAs(last);
	}

}
