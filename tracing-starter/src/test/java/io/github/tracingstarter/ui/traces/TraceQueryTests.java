package io.github.tracingstarter.ui.traces;

import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceQueryTests {

	private final TraceBuilder builder = new TraceBuilder()
		.span("root", null, "GET /orders/{id}", SpanKind.SERVER, 0, 150, "http.request.method", "GET", "http.route",
				"/orders/{id}", "url.path", "/orders/7", "http.response.status_code", 503L)
		.failed("java.lang.IllegalStateException", "no", "")
		.select("db", "root", "orders", "id", 1, 2)
		.select("db2", "root", "order items", "id", 3, 4);

	@ParameterizedTest
	@ValueSource(strings = { "", "status:5xx", "status:503", "status>=500", "status!=200", "duration>100ms",
			"duration<1s", "duration>=150", "duration:150000us", "duration>149.5ms", "sql>1", "sql:2", "spans<4",
			"logs:5", "error:true", "error:IllegalState", "slow:false", "n+1:false", "method:get", "kind:server",
			"path:/orders", "path=/orders/7", "route:/orders", "route=/Orders/{id}", "name:GET", "service:sho",
			"service=shop", "error=java.lang.IllegalStateException", "db.table=orders", "db.table=\"order items\"",
			"db.system.name=h2", "db.table:orders", "db.table=ORDERS", "http.response.status_code=503",
			"db.system.name!=mariadb", "-path:/actuator", "-status:2xx", "-error:false", "orders", "\"GET /ord\"",
			"0af76519", "illegalstate", "status:5xx duration>100ms -path:/actuator sql>1 GET", "-\"\"", "\"\"" })
	void holds(String query) {
		assertThat(matches(query)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "status:2xx", "status:404", "status<500", "duration>1s", "duration<100ms", "sql>10",
			"error:false", "error:Timeout", "slow:true", "n+1:true", "method:POST", "path:/actuator", "-path:/orders",
			"path=/orders", "route=/orders", "name=GET", "service=sho", "error=IllegalState", "-route=/orders/{id}",
			"db.table=users", "db.system.name!=h2", "-orders", "users", "status:5xx users" })
	void doesNotHold(String query) {
		assertThat(matches(query)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "status:", "status:5x", "status>5xx", "duration>", "duration>abc", "sql>-1", "sql>1e9",
			"sql>99999999999999999999", "\"", "-", "--", "a:b:c", "=x", "db.table=", "n+1", "(((", "[a-", "%s", "\\",
			"status:\"", "-\"", "error>x" })
	void isTextWhenItCannotBeUnderstood(String query) {
		StoredTrace trace = this.builder.build();
		Summary summary = this.builder.summary();
		assertThat(TraceQuery.parse(query).matches(trace, summary, 0)).isIn(true, false);
	}

	@Test
	void whatIsNotUnderstoodIsLookedForInTheName() {
		TraceBuilder odd = new TraceBuilder().internal("status:5x", null, 0, 1);
		assertThat(TraceQuery.parse("status:5x").matches(odd.build(), odd.summary(), 0)).isTrue();
		assertThat(matches("status:5x")).isFalse();
	}

	@Test
	void onlySoManyTermsCount() {
		assertThat(matches("db.table=orders ".repeat(99) + "orders nothing")).isTrue();
		assertThat(matches("db.table=orders ".repeat(99) + "nothing")).isFalse();
	}

	@Test
	void aVeryLongQueryEnds() {
		assertThat(matches("a".repeat(100_000))).isFalse();
		assertThat(matches("-\"".repeat(50_000))).isIn(true, false);
		assertThat(matches("a.b+c-".repeat(20_000))).isFalse();
	}

	private boolean matches(String query) {
		return TraceQuery.parse(query).matches(this.builder.build(), this.builder.summary(), 5);
	}

}
