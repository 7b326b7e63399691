package io.github.tracingstarter.ui.traces;

import java.util.List;

import io.github.tracingstarter.ui.store.StoredTrace;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class TraceInsightsTests {

	@Test
	void theSameSelectForEachRowIsNPlusOne() {
		TraceBuilder trace = nPlusOne(50, "order_id");
		RepeatedSelect found = trace.summary().repeatedSelects().get(0);
		assertThat(trace.summary().repeatedSelects()).hasSize(1);
		assertThat(found.count()).isEqualTo(50);
		assertThat(found.table()).isEqualTo("order_items");
		assertThat(found.callSite()).isNull();
		assertThat(trace.summary().nPlusOne()).isEqualTo(50);
		assertThat(trace.insights()).singleElement().satisfies((insight) -> {
			assertThat(insight.type()).isEqualTo("n+1");
			assertThat(insight.level()).isEqualTo("warn");
			assertThat(insight.title()).isEqualTo("N+1: 50 × the same SELECT order_items");
			assertThat(insight.text()).isEqualTo("100 ms of 400 ms. It loads order_items for each order (column"
					+ " order_id). Load them together: @EntityGraph(attributePaths = \"items\") on the repository"
					+ " method, or join fetch in its @Query (the name 'items' is a guess). @BatchSize on the"
					+ " collection needs one query for many rows.");
			assertThat(insight.spanIds()).hasSize(50).startsWith("s0");
		});
	}

	@Test
	void aReferenceByIdIsLoadedAsAnEntity() {
		assertThat(FetchAdvice.of("select c.name from shop.customers c where c.id=?", "shop.customers"))
			.startsWith("It loads one row of shop.customers at a time (column id)")
			.contains("@EntityGraph(attributePaths = \"customer\")")
			.contains("@BatchSize on the entity");
		assertThat(FetchAdvice.of("select 1 from categories where categories.category_id = ?", "categories"))
			.contains("attributePaths = \"category\"");
		assertThat(FetchAdvice.of("select nextval", null)).contains("attributePaths = \"…\"").doesNotContain("guess");
	}

	@Test
	void theCallSiteIsNamedIfASpanTells() {
		TraceBuilder trace = nPlusOne(5, "order_id").select("site", "root", "order_items", "order_id", 300, 301,
				"code.function.name", "com.acme.OrderService.price", "code.file.path", "OrderService.java",
				"code.line.number", 63L);
		assertThat(trace.insights()).singleElement().satisfies((insight) -> {
			assertThat(insight.text()).contains(" Called from OrderService.java:63. ");
			assertThat(insight.callSite())
				.isEqualTo(new CodeLocation("com.acme.OrderService.price", "OrderService.java", 63L));
		});
	}

	@Test
	void fourOrParallelOrFirstSelectsAreNoNPlusOne() {
		assertThat(nPlusOne(4, "order_id").summary().nPlusOne()).isZero();
		TraceBuilder parallel = new TraceBuilder().server("root", null, 0, 400)
			.select("q", "root", "orders", "x", 1, 2);
		TraceBuilder first = new TraceBuilder().server("root", null, 0, 400);
		TraceBuilder elsewhere = new TraceBuilder().server("root", null, 0, 400)
			.select("q", "root", "orders", "x", 1, 2);
		for (int i = 0; i < 10; i++) {
			parallel.select("s" + i, "root", "order_items", "order_id", 10 + i, 100 + i);
			first.select("s" + i, "root", "order_items", "order_id", 10 + 2 * i, 11 + 2 * i);
			elsewhere.internal("p" + i, "root", 10 + 2 * i, 12 + 2 * i)
				.select("s" + i, "p" + i, "order_items", "order_id", 10 + 2 * i, 11 + 2 * i);
		}
		assertThat(parallel.summary().nPlusOne()).isZero();
		assertThat(first.summary().nPlusOne()).isZero();
		assertThat(elsewhere.summary().nPlusOne()).isZero();
	}

	@Test
	void aFailedCallThatDidNotFailTheResponseIsTold() {
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 400, "http.response.status_code", 200L)
			.call("call", "root", "pricing-service", 10, 70, 503);
		assertThat(trace.insights()).containsExactly(new Insight("error", "error", "503 from pricing-service",
				"in GET /prices, response was still 200", List.of("call"), null));
		assertThat(trace.summary().error()).isEqualTo("503");
	}

	@Test
	void anExceptionIsToldWhereItBegan() {
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 400, "http.response.status_code", 500L)
			.failed("com.acme.OrderException", "wrapped", "")
			.internal("inner", "root", 10, 20)
			.failed("java.lang.IllegalStateException", "no stock", "");
		assertThat(trace.insights()).containsExactly(new Insight("error", "error", "IllegalStateException: no stock",
				"in inner, the response was 500", List.of("inner"), null));
		assertThat(trace.summary().error()).isEqualTo("com.acme.OrderException");
	}

	@Test
	void callsOneAfterTheOtherCouldBeOne() {
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 400);
		for (int i = 0; i < 4; i++) {
			trace.call("c" + i, "root", "pricing", 10 + 20 * i, 30 + 20 * i, 200);
		}
		assertThat(trace.insights())
			.containsExactly(new Insight("repeat", "warn", "4 × GET /prices to pricing:8080, one after the other",
					"80 ms of 400 ms. Request all of them at once, or make the calls in parallel.",
					List.of("c0", "c1", "c2", "c3"), null, 80_000_000));
	}

	@Test
	void slowStatementsAndWaitsAreTold() {
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 900)
			.select("slow", "root", "orders", "id", 100, 800, "db.response.returned_rows", 12L,
					"jdbc.connection_wait_time", 0.061);
		assertThat(trace.insights()).extracting(Insight::type, Insight::title)
			.containsExactly(tuple("slow-sql", "Slow SQL: SELECT orders"),
					tuple("connection", "Waited 61 ms for a connection"));
		assertThat(trace.insights().get(0).text()).isEqualTo("700 ms of 900 ms. It returned 12 rows.");
	}

	@Test
	void whatIsMissingIsTold() {
		assertThat(new TraceBuilder().internal("a", "gone", 0, 1).insights()).extracting(Insight::title)
			.containsExactly("The root has not arrived");
		TraceBuilder orphan = new TraceBuilder().server("root", null, 0, 400).internal("a", "gone", 0, 1);
		assertThat(orphan.insights()).extracting(Insight::title).containsExactly("1 span without a parent");
		StoredTrace whole = new TraceBuilder().server("root", null, 0, 400).build();
		StoredTrace cut = new StoredTrace(whole.traceId(), 1, whole.spans(), 7);
		assertThat(TraceInsights.of(cut, SpanTree.of(cut), new TraceBuilder().server("root", null, 0, 400).summary(), 1,
				TraceBuilder.alone()))
			.extracting(Insight::title)
			.containsExactly("7 spans left out");
		assertThat(new TraceBuilder().server("root", null, 0, 400).insights()).isEmpty();
	}

	@Test
	void theStoreIsSummedUp() {
		StoreInsights insights = new StoreInsights();
		TraceBuilder slow = nPlusOne(50, "order_id");
		TraceBuilder fast = new TraceBuilder("b".repeat(32)).server("root", null, 0, 10)
			.failed("java.lang.IllegalStateException", "no stock", "");
		insights.add(slow.build(), slow.summary());
		insights.add(fast.build(), fast.summary());
		assertThat(insights.toJson().get("slowRoutes")).asString()
			.isEqualTo("[{route=GET /orders, count=2, p50Us=10000, p95Us=400000, maxUs=400000, failed=1, handled=0,"
					+ " sqlPerRequest=25.5, sqlP50=0, traceId=" + TraceBuilder.TRACE_ID + "}]");
		assertThat(insights.toJson().get("slowSql")).asString()
			.startsWith("[{sql=select * from order_items t where t.order_id=?, summary=SELECT order_items, count=50,"
					+ " totalUs=100000, maxUs=2000, traceId=" + TraceBuilder.TRACE_ID + "}");
		assertThat(insights.toJson().get("nPlusOne")).asString()
			.contains("perTrace=50, traces=1, totalUs=100000, traceIds=[" + TraceBuilder.TRACE_ID + "]")
			.contains("@EntityGraph");
		assertThat(insights.toJson().get("errors")).asString()
			.isEqualTo(
					"[{type=java.lang.IllegalStateException, message=no stock, count=1, failed=1, handled=0, lastUs=1700000000010000,"
							+ " routes=[GET /orders], traceIds=[" + "b".repeat(32) + "]}]");
	}

	/**
	 * A request that was answered has not failed, whatever failed within it.
	 */
	@Test
	void failedRequestsAndHandledFailuresAreTwoNumbersEverywhere() {
		TraceBuilder survived = new TraceBuilder().server("root", null, 0, 10)
			.call("call", "root", "prices", 1, 2, 500);
		TraceBuilder failed = new TraceBuilder("b".repeat(32)).server("root", null, 0, 10)
			.failed("java.io.IOException", "no", "")
			.call("call", "root", "prices", 1, 2, 500);
		StoreInsights insights = new StoreInsights();
		for (TraceBuilder trace : List.of(survived, failed)) {
			insights.add(trace.build(), trace.summary());
		}
		assertThat(insights.toJson().get("slowRoutes")).asString()
			.contains("count=2,")
			.contains("failed=1, handled=1,");
		assertThat(insights.toJson().get("errors")).asString().contains("type=500, count=2, failed=1, handled=1,");
		assertThat(ServiceMap.of(List.of(survived.build(), failed.build())).toJson().get("edges")).asString()
			.isEqualTo("[{from=caller, to=self, count=2, failed=1, handled=0, p95Us=10000},"
					+ " {from=self, to=external:prices:8080, count=2, failed=1, handled=1, p95Us=1000}]");
		assertThat(survived.summary().toJson(0)).containsEntry("failed", false).containsEntry("handled", 1);
		assertThat(failed.summary().toJson(0)).containsEntry("failed", true).doesNotContainKey("handled");
	}

	@Test
	void requestsThatNothingMatchedAreOneRow() {
		StoreInsights insights = new StoreInsights();
		for (int i = 0; i < 5; i++) {
			TraceBuilder trace = new TraceBuilder("%032x".formatted(i + 1)).span("root", null, "GET", SpanKind.SERVER,
					0, 5, "http.request.method", "GET", "url.path", "/wp-login-" + i, "http.response.status_code",
					404L);
			insights.add(trace.build(), trace.summary());
		}
		assertThat((List<?>) insights.toJson().get("slowRoutes")).hasSize(1)
			.first()
			.asString()
			.startsWith("{route=GET (no route), count=5,");
	}

	@Test
	void anApplicationThatCallsItselfIsOnTheMap() {
		ServiceMap map = ServiceMap.of(List.of(new TraceBuilder().server("root", null, 0, 400)
			.call("call", "root", "localhost", 5, 9, 200)
			.server("itself", "call", 6, 8)
			.build()));
		assertThat(map.toJson().get("edges")).asString().contains("{from=self, to=self, count=1,");
	}

	@Test
	void theMapShowsWhoCallsWhom() {
		ServiceMap map = ServiceMap.of(List.of(new TraceBuilder().server("root", null, 0, 400)
			.select("db", "root", "orders", "id", 1, 2)
			.call("gone", "root", "weather.example", 3, 4, 503)
			.call("known", "root", "pricing", 5, 9, 200)
			.server("theirs", "known", 6, 8)
			.of("pricing-service")
			.build()));
		assertThat(map.toJson().get("nodes")).asString()
			.isEqualTo("[{id=self, label=shop, type=self}, {id=caller, label=callers, type=caller},"
					+ " {id=db:h2/shop@, label=shop, type=db, system=h2},"
					+ " {id=external:weather.example:8080, label=weather.example:8080, type=external},"
					+ " {id=service:pricing-service, label=pricing-service, type=service}]");
		assertThat(map.toJson().get("edges")).asString()
			.isEqualTo("[{from=caller, to=self, count=1, failed=0, handled=0, p95Us=400000},"
					+ " {from=self, to=db:h2/shop@, count=1, failed=0, handled=0, p95Us=1000},"
					+ " {from=self, to=external:weather.example:8080, count=1, failed=0, handled=1, p95Us=1000},"
					+ " {from=self, to=service:pricing-service, count=1, failed=0, handled=0, p95Us=2000}]");
	}

	@Test
	void whatWasImportedUnderTheApplicationsOwnNameIsNoOtherService() {
		ServiceMap map = ServiceMap
			.of(List.of(new TraceBuilder("c".repeat(32)).server("other", null, 0, 5).of("shop").build(),
					new TraceBuilder().server("root", null, 0, 400).build()));
		assertThat(map.toJson().get("nodes")).asString()
			.isEqualTo("[{id=self, label=shop, type=self}, {id=caller, label=callers, type=caller}]");
	}

	@Test
	void aRefusedRequestSaysWhy() {
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 5, "http.response.status_code", 400L,
				"error.type", "org.acme.NotReadableException");
		assertThat(trace.insights()).singleElement()
			.isEqualTo(new Insight("refused", "info", "400 because of NotReadableException",
					"The application refused the request.", List.of("root"), null));
		assertThat(new TraceBuilder().server("root", null, 0, 5, "http.response.status_code", 404L).insights())
			.isEmpty();
	}

	@Test
	void aRequestThatNothingMatchedIsCalledByItsPath() {
		TraceBuilder trace = new TraceBuilder().span("root", null, "GET", SpanKind.SERVER, 0, 5, "http.request.method",
				"GET", "url.path", "/nowhere");
		assertThat(trace.summary().name()).isEqualTo("GET /nowhere");
		assertThat(trace.summary().route()).isNull();
	}

	@Test
	void aCacheIsNoDatabaseOnTheMap() {
		ServiceMap map = ServiceMap.of(List.of(new TraceBuilder().server("root", null, 0, 400)
			.span("get", "root", "GET", SpanKind.CLIENT, 1, 2, "db.system.name", "redis", "server.address",
					"cache.local", "server.port", 6379L)
			.build()));
		assertThat(map.toJson().get("nodes")).asString()
			.contains("{id=cache:redis/@cache.local:6379, label=cache.local:6379, type=cache, system=redis}")
			.doesNotContain("type=db");
	}

	private static TraceBuilder nPlusOne(int count, String column) {
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 400)
			.select("query", "root", "orders", "customer_id", 1, 5);
		for (int i = 0; i < count; i++) {
			trace.select("s" + i, "root", "order_items", column, 10 + 3 * i, 12 + 3 * i);
		}
		return trace;
	}

}
