package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.ui.store.StackSamples;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlowCausesTests {

	private static final Attributes IN_VIEW = Attributes.of(AttributeKey.booleanKey("spring.jpa.open-in-view"), true);

	private final GcPauses pauses = new GcPauses();

	private final Traces store = new Traces();

	@Test
	void aFastRequestHasNoCauses() {
		assertThat(found(new TraceBuilder().server("root", null, 0, 499).call("call", "root", "pricing", 0, 499, 200)))
			.isEmpty();
	}

	@Test
	void callsAreNamedByTheServiceAndTheirShare() {
		assertThat(found(new TraceBuilder().server("root", null, 0, 1000)
			.call("a", "root", "10.0.0.1", 0, 400, 200)
			.server("served", "a", 10, 390)
			.of("pricing")
			.call("b", "root", "stock", 400, 700, 200)
			.call("c", "root", "stock", 500, 900, 200)
			.call("short", "root", "mail", 900, 950, 200))).containsExactly(
					"info remote 500: Waited 500 ms for stock:8080 | 500 ms of 1000 ms (50 %), in 2 calls. | b c",
					"info remote 400: Waited 400 ms for pricing | 400 ms of 1000 ms (40 %), in 1 call. | a");
	}

	@Test
	void repeatedCallsAreSaidOnce() {
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 1000);
		for (int i = 0; i < 4; i++) {
			trace.call("c" + i, "root", "pricing", 250 * i, 250 * i + 250, 200);
		}
		assertThat(found(trace)).singleElement().asString().startsWith("warn repeat 1000: 4 ×");
	}

	@Test
	void selectsAfterTheHandlerAreLazyLoadingWhereASessionIsOpenInView() {
		TraceBuilder trace = late(IN_VIEW);
		assertThat(found(trace)).containsExactly(
				"info response 350: Wrote the response for 350 ms | 350 ms of 1000 ms (35 %), after the handler method"
						+ " had returned and without statements and calls: serialisation or the view, and a client that"
						+ " reads slowly. | root",
				"warn open-in-view 250: Lazy loading: 2 × SELECT while the response was written | 250 ms of 1000 ms"
						+ " (25 %). The handler method had returned; spring.jpa.open-in-view keeps its session open for"
						+ " the view. Load what the response shows before, such as by @EntityGraph. | late1 late2");
	}

	@Test
	void otherwiseTheyAreOnlyLate() {
		assertThat(found(late(Attributes.empty())))
			.anySatisfy((cause) -> assertThat(cause)
				.startsWith("info late-sql 250: 2 × SELECT while the response was written | 250 ms of 1000 ms (25 %),"))
			.noneSatisfy((cause) -> assertThat(cause).contains("open-in-view"));
	}

	/**
	 * The handler method takes 400 ms, with a statement for most of it.
	 */
	private static TraceBuilder late(Attributes attributes) {
		return new TraceBuilder().server("root", null, 0, 1000)
			.event("handler returned", 400, attributes)
			.select("early", "root", "orders", "id", 0, 390)
			.select("late1", "root", "items", "order_id", 450, 550)
			.select("late2", "root", "prices", "order_id", 600, 750);
	}

	@Test
	void withoutTheEventNothingIsSaidOfTheResponse() {
		assertThat(found(new TraceBuilder().server("root", null, 0, 1000)
			.select("a", "root", "orders", "id", 0, 450)
			.select("b", "root", "items", "id", 450, 900))).isEmpty();
	}

	@Test
	void pausesWithinTheRequestCount() {
		pause(-500, 100);
		pause(300, 450);
		pause(990, 2000);
		pause(5000, 6000);
		assertThat(found(new TraceBuilder().server("root", null, 0, 1000)
			.select("a", "root", "orders", "id", 0, 450)
			.select("b", "root", "items", "id", 450, 1000))).containsExactly(
					"info gc 260: Garbage collection for 260 ms | 260 ms of 1000 ms (26 %), in 3 pauses of all threads"
							+ " (System.gc()). | root");
	}

	@Test
	void pausesOfThisApplicationSayNothingOfAnother() {
		pause(0, 1000);
		assertThat(found(new TraceBuilder().server("root", null, 0, 1000)
			.of("other")
			.select("a", "root", "orders", "id", 0, 450)
			.of("other")
			.select("b", "root", "items", "id", 450, 1000)
			.of("other"))).isEmpty();
	}

	@Test
	void aGapIsTimeThatNothingElseExplains() {
		pause(100, 300);
		TraceBuilder trace = new TraceBuilder().server("root", null, 0, 1000)
			.internal("inner", "root", 0, 700)
			.select("sql", "inner", "orders", "id", 600, 700, "jdbc.connection_wait_time", 0.1);
		assertThat(found(trace)).containsExactly(
				"info gc 200: Garbage collection for 200 ms | 200 ms of 1000 ms (20 %), in 1 pause of all threads"
						+ " (System.gc()). | root",
				"warn connection 100: Waited 100 ms for a connection | 100 ms of 1000 ms. All connections of the pool"
						+ " were in use. They were held for a long time, or the pool is too small: see"
						+ " spring.datasource.hikari.maximum-pool-size. | sql",
				"info gap 300: Nothing that is traced ran for 300 ms | 300 ms of 1000 ms (30 %), in inner. | inner",
				"info gap 300: Nothing that is traced ran for 300 ms | 300 ms of 1000 ms (30 %), in GET /orders. | root");
	}

	@Test
	void childrenThatRanTogetherAreNotTakenForWhatTheThreadDid() {
		assertThat(found(new TraceBuilder().server("root", null, 0, 1000)
			.internal("one", "root", 0, 1000)
			.internal("other", "root", 0, 1000))).isEmpty();
	}

	@Test
	void samplesNameTheMethodOfAGap() {
		StackTraceElement price = new StackTraceElement("com.acme.OrderService", "price", "OrderService.java", 63);
		StackTraceElement tax = new StackTraceElement("com.acme.OrderService", "tax", "OrderService.java", 80);
		StoredTrace built = new TraceBuilder().server("root", null, 0, 1000).build();
		StoredTrace trace = new StoredTrace(built.traceId(), 1, built.spans(), 0,
				List.of(new StackSamples(built.traceId(), "root", 100, at(1000),
						List.of(sample(700, price), sample(800, tax, price), sample(850, price)), 100)));
		assertThat(found(trace)).containsExactly("info code 1000: The application ran for 1000 ms: OrderService.price |"
				+ " 1000 ms of 1000 ms (100 %), in GET /orders. The method was seen in 2 of 3 samples there. | root");
		StoredTrace library = new StoredTrace(built.traceId(), 1, built.spans(), 0,
				List.of(new StackSamples(built.traceId(), "root", 100, at(1000),
						List.of(sample(700, new StackTraceElement("java.util.HashMap", "get", "HashMap.java", 1))),
						100)));
		assertThat(found(library)).containsExactly("info gap 1000: Nothing that is traced ran for 1000 ms | 1000 ms of"
				+ " 1000 ms (100 %), in GET /orders. No method of the application was seen there; the stacks show what"
				+ " ran. | root");
	}

	@Test
	void theFirstRequestIsComparedWithLaterOnes() {
		StoredTrace first = request("1", 0, 1000);
		this.store.all.add(first);
		assertThat(found(first)).containsExactly("info first 0: The first request of its route since the start | It was"
				+ " the first of all requests, for which Spring MVC sets itself up and classes are loaded. There is no"
				+ " later one to compare with. | root1");
		this.store.all.add(request("2", 2000, 2020));
		this.store.all.add(request("3", 3000, 3040));
		this.store.all.add(request("4", 4000, 4700));
		assertThat(found(first)).containsExactly("info first 960: The first request of its route since the start | It"
				+ " was the first of all requests, for which Spring MVC sets itself up and classes are loaded. Later"
				+ " ones took 40 ms (median of 3). | root1");
		assertThat(found(this.store.all.get(3))).isEmpty();
		this.store.evicted = 1;
		assertThat(found(first)).isEmpty();
	}

	@Test
	void aFirstRequestThatIsAsFastAsOthersIsNothingSpecial() {
		StoredTrace first = request("1", 0, 1000);
		this.store.all.addAll(List.of(first, request("2", 2000, 2600)));
		assertThat(found(first)).isEmpty();
	}

	/**
	 * Creates a request in which a statement runs all the time.
	 */
	private static StoredTrace request(String id, long start, long end) {
		return new TraceBuilder(id.repeat(32)).server("root" + id, null, start, end)
			.select("a" + id, "root" + id, "orders", "id", start, (start + end) / 2)
			.select("b" + id, "root" + id, "items", "id", (start + end) / 2, end)
			.build();
	}

	private void pause(long start, long end) {
		this.pauses.add(new GcPauses.Pause(at(start), at(end), "System.gc()"));
	}

	private List<String> found(TraceBuilder trace) {
		return found(trace.build());
	}

	private List<String> found(StoredTrace trace) {
		Summaries summaries = new Summaries(Duration.ofMillis(500));
		Surroundings surroundings = new Surroundings(this.store.all.isEmpty() ? null : this.store, summaries,
				this.pauses, new ApplicationClasses(List.of("com.acme")));
		return TraceInsights.of(trace, SpanTree.of(trace), summaries.of(trace), 2_000_000_000, surroundings)
			.stream()
			.map((insight) -> "%s %s %d: %s | %s | %s".formatted(insight.level(), insight.type(),
					TraceBuilder.millis(insight.nanos()), insight.title(), insight.text(),
					String.join(" ", insight.spanIds())))
			.toList();
	}

	private static StackSamples.Sample sample(long millis, StackTraceElement... frames) {
		return new StackSamples.Sample(at(millis), List.of(frames));
	}

	private static long at(long millis) {
		return TraceBuilder.START + millis * 1_000_000;
	}

	private static final class Traces implements TraceStore {

		private final List<StoredTrace> all = new ArrayList<>();

		private long evicted;

		@Override
		public void add(StoredSpan span) {
			throw new UnsupportedOperationException();
		}

		@Override
		public @Nullable StoredTrace find(String traceId) {
			return null;
		}

		@Override
		public List<StoredTrace> changedSince(long seq, int limit) {
			return this.all;
		}

		@Override
		public void clear() {
			this.all.clear();
		}

		@Override
		public Stats stats() {
			return new Stats(this.all.size(), 0, 0, 0, this.evicted, 1, 0);
		}

	}

}
