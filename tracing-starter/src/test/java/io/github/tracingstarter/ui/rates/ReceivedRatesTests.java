package io.github.tracingstarter.ui.rates;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.tracingstarter.ui.ReceivedRequests;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts from other applications, cumulative or not.
 */
class ReceivedRatesTests {

	private static final long START = TimeUnit.MINUTES.toMillis(1_000_000);

	private static final String OTEL = "http.server.request.duration";

	private final AtomicLong clock = new AtomicLong(START);

	private final RequestRates rates = new RequestRates(() -> "shop", this.clock::get);

	private final ReceivedRates received = new ReceivedRates(this.rates, (text) -> text.replace("secret", "***"),
			() -> "own");

	@Test
	void differencesAreAdded() {
		add(delta(3), delta(2));
		pass(1);
		add(delta(4));
		assertThat(item()).containsEntry("route", "GET /parcels")
			.containsEntry("service", "stock")
			.containsEntry("count", 9L)
			.containsEntry("failed", 0L)
			.containsEntry("averageUs", 100_000L)
			.containsEntry("counts", List.of(5L, 4L));
		assertThat((Long) item().get("p95Us")).isBetween(80_000L, 125_000L);
	}

	@Test
	void ofCumulativePointsTheDifferenceIsAdded() {
		add(cumulative(START - 1000, 1_000));
		assertThat(items()).as("counted before the page was there").isEmpty();
		pass(1);
		add(cumulative(START - 1000, 1_004));
		pass(1);
		add(cumulative(START - 1000, 1_004));
		pass(1);
		add(cumulative(START - 1000, 1_010));
		assertThat(item()).containsEntry("count", 10L)
			.containsEntry("averageUs", 100_000L)
			.containsEntry("counts", List.of(0L, 4L, 0L, 6L));
	}

	@Test
	void ofAnApplicationThatStartedLaterAllCounts() {
		pass(1);
		add(cumulative(START + 30_000, 5));
		assertThat(item()).containsEntry("count", 5L);
	}

	@Test
	void aRouteThatIsFirstRequestedLaterCountsFromTheFirstRequestOn() {
		add(cumulative(START - 1000, 7));
		pass(1);
		add(cumulative(START - 1000, 7), point("/late", START - 1000, 2, true, OTEL));
		assertThat(item()).containsEntry("route", "GET /late").containsEntry("count", 2L);
	}

	@Test
	void anApplicationThatIsRestartedBeginsAnew() {
		add(cumulative(START - 1000, 7));
		pass(1);
		add(cumulative(START + 50_000, 2));
		pass(1);
		add(cumulative(START + 50_000, 9));
		pass(1);
		add(cumulative(START + 50_000, 3));
		assertThat(item()).as("the last one begins anew without saying so")
			.containsEntry("counts", List.of(0L, 2L, 7L, 3L));
	}

	@Test
	void failuresAreToldByTheirAttributes() {
		add(point(Attributes.builder().put("http.request.method", "GET").put("error.type", "500"), OTEL));
		assertThat(item()).containsEntry("route", "GET (no route)").containsEntry("failed", 1L);
	}

	@Test
	void bootsAttributesAreUnderstood() {
		String boot = "http.server.requests";
		add(point(Attributes.builder()
			.put("method", "GET")
			.put("uri", "/parcels")
			.put("status", "500")
			.put("outcome", "SERVER_ERROR")
			.put("exception", "IllegalStateException"), boot),
				point(Attributes.builder().put("method", "GET").put("uri", "/parcels").put("outcome", "CLIENT_ERROR"),
						boot),
				point(Attributes.builder().put("method", "GET").put("uri", "NOT_FOUND").put("outcome", "CLIENT_ERROR"),
						boot));
		assertThat(items()).hasSize(2);
		assertThat(items().get(0)).containsEntry("route", "GET /parcels")
			.containsEntry("count", 2L)
			.containsEntry("failed", 1L);
		assertThat(items().get(1)).containsEntry("route", "GET (no route)").containsEntry("count", 1L);
	}

	@Test
	void whoSendsBothMetricsIsCountedOnce() {
		add(point("/parcels", START, 3, false, OTEL), point("/parcels", START, 3, false, "http.server.requests"));
		add(point("/parcels", START, 2, false, "http.server.requests"));
		assertThat(item()).containsEntry("count", 3L);
	}

	@Test
	void whereOnlyTheSumIsKnownThereIsNoPercentile() {
		add(new ReceivedRequests.Point("stock", "", OTEL, Attributes.empty(), false, 0, nanos(START), 4, 2.0,
				new double[0], new long[0]));
		assertThat(item()).containsEntry("count", 4L)
			.containsEntry("averageUs", 500_000L)
			.containsEntry("counts", List.of(4L))
			.doesNotContainKeys("p50Us", "p95Us");
	}

	@Test
	void itsOwnAreNotCountedTwice() {
		add(new ReceivedRequests.Point("shop", "own", OTEL, Attributes.empty(), false, 0, nanos(START), 4, 2.0,
				new double[0], new long[0]));
		assertThat(items()).isEmpty();
	}

	@Test
	void pointsOfAnotherHourAreLeftAndOfAClockThatIsAheadTaken() {
		pass(100);
		add(at(START), at(START + TimeUnit.HOURS.toMillis(10)));
		assertThat(item()).containsEntry("count", 1L);
	}

	@Test
	void whateverTheNumbersAreNothingBreaks() {
		double[] durations = { Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1 };
		long[] counts = { Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 7 };
		for (int i = 0; i < 10; i++) {
			add(new ReceivedRequests.Point("x".repeat(100_000), "", OTEL, Attributes.empty(), i % 2 == 0, -5,
					nanos(START), Long.MAX_VALUE, Double.POSITIVE_INFINITY, durations, counts));
		}
		assertThat(items()).singleElement().satisfies((item) -> assertThat((String) item.get("service")).hasSize(200));
	}

	@Test
	void namesAreRedacted() {
		add(point("/secret/parcels", START, 1, false, OTEL));
		assertThat(item()).containsEntry("route", "GET /***/parcels");
	}

	@Test
	void pointsToCompareWithAreBounded() {
		for (int i = 0; i < 3_000; i++) {
			add(point("/r" + i, START - 1, 5, true, OTEL));
		}
		long count = items().stream().mapToLong((item) -> (Long) item.getOrDefault("count", 0L)).sum();
		assertThat(count).isEqualTo(2_999 * 5L);
		assertThat(items()).hasSize(65);
	}

	private void add(ReceivedRequests.Point... points) {
		this.received.add(List.of(points));
	}

	private ReceivedRequests.Point delta(int count) {
		return point("/parcels", this.clock.get() - 60_000, count, false, OTEL);
	}

	private ReceivedRequests.Point cumulative(long start, int count) {
		return point("/parcels", start, count, true, OTEL);
	}

	private ReceivedRequests.Point point(String route, long start, int count, boolean cumulative, String metric) {
		return new ReceivedRequests.Point("stock", "7f", metric,
				Attributes.builder().put("http.request.method", "GET").put("http.route", route).build(), cumulative,
				nanos(start), nanos(this.clock.get()), count, count * 0.1, new double[] { 0.1, 5 },
				new long[] { count, 0 });
	}

	private ReceivedRequests.Point point(AttributesBuilder attributes, String metric) {
		return new ReceivedRequests.Point("stock", "7f", metric, attributes.build(), false, 0, nanos(this.clock.get()),
				1, 0.1, new double[] { 0.1 }, new long[] { 1 });
	}

	private ReceivedRequests.Point at(long millis) {
		return new ReceivedRequests.Point("stock", "7f", OTEL, Attributes.empty(), false, 0, nanos(millis), 1, 0.1,
				new double[] { 0.1 }, new long[] { 1 });
	}

	private void pass(int minutes) {
		this.clock.addAndGet(TimeUnit.MINUTES.toMillis(minutes));
	}

	private static long nanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	private Map<String, Object> item() {
		assertThat(items()).hasSize(1);
		return items().get(0);
	}

	@SuppressWarnings("unchecked")
	private List<Map<String, @Nullable Object>> items() {
		return (List<Map<String, @Nullable Object>>) this.rates.toJson(null).getOrDefault("items", List.of());
	}

}
