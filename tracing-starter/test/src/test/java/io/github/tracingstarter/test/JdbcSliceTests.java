package io.github.tracingstarter.test;

import io.github.tracingstarter.test.shop.ShopApplication;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Without a request there is no trace, so the test begins one.
 */
@JdbcTest
@ContextConfiguration(classes = ShopApplication.class)
@AutoConfigureTraces
class JdbcSliceTests {

	@Test
	void statementIsTraced(@Autowired JdbcTemplate jdbc, RecordedTraces traces) {
		assertThat(jdbc.queryForObject("SELECT count(*) FROM visit", Integer.class)).isZero();
		assertThat(traces).hasSpan("SELECT visit").hasAtMostStatements(1);
	}

	@Test
	void statementsInASpan(@Autowired JdbcTemplate jdbc, @Autowired Tracer tracer, RecordedTraces traces) {
		var span = tracer.nextSpan().name("count").start();
		try (var scope = tracer.withSpan(span)) {
			assertThat(scope).isNotNull();
			jdbc.queryForObject("SELECT count(*) FROM visit", Integer.class);
			jdbc.queryForObject("SELECT count(*) FROM visit WHERE customer_id = ?", Integer.class, 1);
		}
		finally {
			span.end();
		}
		assertThat(traces).isOneTree().hasSpanBelow("SELECT visit", "count").hasAtMostStatements(2);
	}

}
