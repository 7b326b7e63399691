package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceQueryTests {

	private static final Summaries SUMMARIES = new Summaries(Duration.ofMillis(500));

	private final TraceBuilder builder = new TraceBuilder()
		.span("root", null, "GET /orders/{id}", SpanKind.SERVER, 0, 150, "http.request.method", "GET", "http.route",
				"/orders/{id}", "url.path", "/orders/7", "http.response.status_code", 503L)
		.failed("java.lang.IllegalStateException", "no", "")
		.select("db", "root", "orders", "id", 1, 2)
		.select("db2", "root", "order items", "id", 3, 4);

	/**
	 * The tests of the page use the same table.
	 */
	@TestFactory
	Stream<DynamicTest> theTableHolds() {
		QueryCases cases = new QueryCases();
		return cases.all()
			.stream()
			.map((it) -> DynamicTest.dynamicTest(it.get("on") + ": " + it.get("query"), () -> holds(cases, it)));
	}

	private static void holds(QueryCases cases, Map<?, ?> it) {
		String on = QueryCases.text(it, "on");
		String text = QueryCases.text(it, "query");
		StoredTrace trace = cases.trace(on);
		TraceQuery query = TraceQuery.parse(text);
		assertThat(query.matches(trace, new Summaries(Duration.ofMillis(500)).of(trace), cases.logs(on)))
			.isEqualTo(it.get("matches"));
		List<String> problems = new ArrayList<>(query.problems());
		query.attributes()
			.stream()
			.filter((key) -> !TraceFields.has(trace, key))
			.forEach((key) -> problems.add(key + ": no span has this field"));
		assertThat(problems).isEqualTo(it.containsKey("problem") ? List.of(QueryCases.text(it, "problem")) : List.of());
		if (it.containsKey("parsed")) {
			assertThat(String.valueOf(QueryParser.parse(text))).isEqualTo(QueryCases.text(it, "parsed"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "spans<4", "spans:3", "sql:2", "slow:false", "trace:0af7651916cd43dd8448eb211c80319c",
			"failed:true", "handled:false", "handled:0", "0af76519", "db.table=\"order items\"", "logs:0" })
	void holdsForATrace(String query) {
		assertThat(matches(query)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spans>3", "slow:true", "trace:ffff", "failed:false", "handled>0", "level:error" })
	void doesNotHoldForATrace(String query) {
		assertThat(matches(query)).isFalse();
	}

	@Test
	void aFailureThatTheRequestSurvivedIsHandled() {
		TraceBuilder survived = new TraceBuilder().server("root", null, 0, 10)
			.call("call", "root", "prices", 1, 2, 500);
		assertThat(matches("handled:true failed:false error:true", survived)).isTrue();
		assertThat(survived.summary().handled()).isEqualTo(1);
		TraceBuilder both = new TraceBuilder().server("root", null, 0, 10)
			.failed("java.io.IOException", "no", "")
			.internal("caught", "root", 1, 4)
			.call("call", "caught", "prices", 1, 2, 500)
			.internal("fatal", "root", 5, 6)
			.failed("java.io.IOException", "no", "");
		assertThat(matches("failed:true handled:1", both)).as("one of two failures failed the request").isTrue();
	}

	@Test
	void whatIsNotUnderstoodIsLookedForInTheName() {
		TraceBuilder odd = new TraceBuilder().internal("status:5x", null, 0, 1);
		assertThat(matches("status:5x", odd)).isTrue();
		assertThat(matches("status:5x")).isFalse();
	}

	@Test
	void onlySoManyTermsCount() {
		assertThat(matches("db.table=orders ".repeat(100) + "nothing")).isTrue();
		assertThat(matches("db.table=orders ".repeat(99) + "nothing")).isFalse();
	}

	@Test
	void aVeryLongQueryEnds() {
		assertThat(matches("a".repeat(100_000))).isFalse();
		assertThat(matches("-\"".repeat(50_000))).isIn(true, false);
		assertThat(matches("a.b+c-".repeat(20_000))).isFalse();
		assertThat(matches("(".repeat(100_000))).isIn(true, false);
		assertThat(matches("-(".repeat(50_000))).isIn(true, false);
	}

	@Test
	void aTermIsCompleted() {
		List<TraceQuery.Candidate> traces = Stream
			.of(this.builder,
					new TraceBuilder("1af7651916cd43dd8448eb211c80319c").span("root", null, "GET /users",
							SpanKind.SERVER, 0, 1, "http.request.method", "GET", "http.route", "/my users",
							"http.response.status_code", 200L))
			.map((it) -> new TraceQuery.Candidate(it.build(), SUMMARIES.of(it.build()), null))
			.toList();
		assertThat(Completion.of("sta", traces)).extracting((it) -> it.get("text"))
			.containsExactly("status:", "http.response.status_code:", "exception.stacktrace:");
		assertThat(Completion.of("http.ro", traces))
			.containsExactly(Map.of("text", "http.route:", "label", "http.route", "traces", 2));
		assertThat(Completion.of("http.route=", traces)).extracting((it) -> it.get("text"))
			.containsExactly("http.route=\"/my users\"", "http.route=/orders/{id}");
		assertThat(Completion.of("http.route:ORD", traces)).extracting((it) -> it.get("text"))
			.containsExactly("http.route:/orders/{id}");
		assertThat(Completion.of("status:", traces)).extracting((it) -> it.get("text"))
			.containsExactly("status:200", "status:503");
		assertThat(Completion.of("method:\"g", traces))
			.containsExactly(Map.of("text", "method:GET", "label", "GET", "traces", 2));
		assertThat(Completion.of("foo:", traces)).isEmpty();
	}

	private boolean matches(String query) {
		return matches(query, this.builder);
	}

	private static boolean matches(String query, TraceBuilder trace) {
		return TraceQuery.parse(query).matches(trace.build(), trace.summary(), null);
	}

}
