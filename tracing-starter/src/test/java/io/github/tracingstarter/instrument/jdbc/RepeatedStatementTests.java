package io.github.tracingstarter.instrument.jdbc;

import java.util.List;

import io.github.tracingstarter.instrument.jdbc.app.Reports;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.semconv.CodeAttributes;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.runner;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.traced;
import static io.github.tracingstarter.instrument.jdbc.JdbcApplication.users;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A statement that runs again and again within one span shows once which line runs it.
 */
class RepeatedStatementTests {

	@Test
	void theFifthRunShowsItsCallSite() {
		runner().run((context) -> {
			Reports reports = new Reports(users(context));
			traced(context, () -> run(reports, 7));
			assertThat(callSites(context.getBean(RecordedSpans.class))).containsExactly("", "", "", "",
					Reports.class.getName() + ".load", "", "");
		});
	}

	@Test
	void otherStatementsMayTakeTurns() {
		runner().run((context) -> {
			JdbcTemplate jdbc = users(context);
			Reports reports = new Reports(jdbc);
			traced(context, () -> {
				for (int i = 0; i < 5; i++) {
					jdbc.queryForList("SELECT name FROM users");
					reports.load("SELECT * FROM users");
				}
				return jdbc;
			});
			List<SpanData> spans = context.getBean(RecordedSpans.class).all();
			assertThat(spans).filteredOn((span) -> span.getAttributes().get(CodeAttributes.CODE_LINE_NUMBER) != null)
				.hasSize(2);
		});
	}

	@Test
	void eachSpanCountsForItself() {
		runner().run((context) -> {
			Reports reports = new Reports(users(context));
			traced(context, () -> run(reports, 4));
			traced(context, () -> run(reports, 4));
			assertThat(callSites(context.getBean(RecordedSpans.class))).hasSize(8).containsOnly("");
		});
	}

	@Test
	void offByProperty() {
		runner().withPropertyValues("tracing.jdbc.repeat-threshold=0").run((context) -> {
			Reports reports = new Reports(users(context));
			traced(context, () -> run(reports, 10));
			assertThat(callSites(context.getBean(RecordedSpans.class))).hasSize(10).containsOnly("");
		});
	}

	@Test
	void aNegativeThresholdStopsTheStart() {
		runner().withPropertyValues("tracing.jdbc.repeat-threshold=-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("tracing.jdbc.repeat-threshold"));
	}

	private static Reports run(Reports reports, int times) {
		for (int i = 0; i < times; i++) {
			reports.load("SELECT * FROM users");
		}
		return reports;
	}

	private static List<String> callSites(RecordedSpans spans) {
		return spans.all().stream().filter((span) -> span.getName().equals("SELECT users")).map((span) -> {
			String function = span.getAttributes().get(CodeAttributes.CODE_FUNCTION_NAME);
			return (function != null) ? function : "";
		}).toList();
	}

}
