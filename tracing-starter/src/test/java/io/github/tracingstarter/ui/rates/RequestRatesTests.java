package io.github.tracingstarter.ui.rates;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.tracingstarter.measurement.ServedRequest;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of the last hour, minute by minute.
 */
class RequestRatesTests {

	private static final long START = TimeUnit.MINUTES.toMillis(1_000_000) + 5_000;

	private final AtomicLong clock = new AtomicLong(START);

	private final RequestRates rates = new RequestRates(() -> "shop", this.clock::get);

	@Test
	void eachRequestCountsInItsMinute() {
		serve("GET", "/orders", 100, false);
		serve("GET", "/orders", 100, true);
		pass(2);
		serve("GET", "/orders", 400, false);
		serve("POST", "/orders", 1, false);
		Map<String, Object> json = this.rates.toJson(null);
		assertThat(json).containsEntry("sinceUs", START * 1000).containsEntry("nowUs", (START + 120_000) * 1000);
		List<Map<String, Object>> items = items(null);
		assertThat(items).extracting((item) -> item.get("route")).containsExactly("GET /orders", "POST /orders");
		assertThat(items.get(0)).containsEntry("service", "shop")
			.containsEntry("count", 3L)
			.containsEntry("failed", 1L)
			.containsEntry("averageUs", 200_000L)
			.containsEntry("counts", List.of(2L, 0L, 1L))
			.containsEntry("failures", List.of(1L, 0L, 0L));
		assertThat(number(items.get(0).get("p50Us"))).isBetween(80_000L, 120_000L);
		assertThat(number(items.get(0).get("p95Us"))).isBetween(320_000L, 480_000L);
		List<?> p95s = (List<?>) items.get(0).get("p95sUs");
		assertThat(number(p95s.get(0))).isBetween(80_000L, 120_000L);
		assertThat(p95s.get(1)).isEqualTo(0L);
		assertThat(number(p95s.get(2))).isBetween(320_000L, 480_000L);
		assertThat(all()).containsEntry("count", 4L)
			.containsEntry("failed", 1L)
			.containsEntry("counts", List.of(2L, 0L, 2L));
	}

	@Test
	void whatIsOlderThanAnHourIsForgotten() {
		serve("GET", "/orders", 100, false);
		serve("GET", "/once", 100, false);
		pass(59);
		assertThat(all()).containsEntry("count", 2L);
		assertThat((List<?>) all().get("counts")).hasSize(60);
		pass(1);
		serve("GET", "/orders", 100, true);
		assertThat(items(null)).hasSize(1);
		assertThat(all()).containsEntry("count", 1L).containsEntry("failed", 1L);
		List<?> counts = (List<?>) all().get("counts");
		assertThat(counts).hasSize(60);
		assertThat(counts.get(59)).isEqualTo(1L);
		pass(1_000);
		assertThat(items(null)).isEmpty();
		assertThat(all()).containsEntry("count", 0L).containsEntry("averageUs", 0L).containsEntry("p95Us", 0L);
	}

	@Test
	void aClockThatIsSetBackHarmsNothing() {
		serve("GET", "/orders", 100, false);
		this.clock.addAndGet(-TimeUnit.HOURS.toMillis(1));
		serve("GET", "/orders", 100, false);
		assertThat((List<?>) all().get("counts")).hasSize(1);
	}

	@Test
	void excludedRequestsDoNotCount() {
		this.rates.ended(new Request("GET", "/actuator/health", 1, null, true));
		assertThat(items(null)).isEmpty();
	}

	@Test
	void requestsWithoutRouteAreOneRow() {
		for (int i = 0; i < 3; i++) {
			serve("GET", null, 1, false);
		}
		assertThat(items(null)).singleElement()
			.satisfies((item) -> assertThat(item).containsEntry("route", "GET (no route)").containsEntry("count", 3L));
	}

	@Test
	void routesAreBounded() {
		for (int i = 0; i < 10_000; i++) {
			serve("GET", "/r" + i, 1, false);
		}
		serve("GET", "/r3", 1, false);
		List<Map<String, Object>> items = items(null);
		assertThat(items).hasSize(RequestRates.MAX_ROUTES + 1);
		assertThat(items.get(0)).containsEntry("route", "other routes").containsEntry("count", 10_000L - 64);
		assertThat(items.get(1)).containsEntry("route", "GET /r3").containsEntry("count", 2L);
		for (int i = 0; i < 10_000; i++) {
			this.rates.received("s" + i, "/r", "GET")
				.add(this.rates.minute(), new RouteRates.Requests(1, 0, new int[Durations.BUCKETS]), false);
		}
		assertThat(items(null)).hasSize(2 * (RequestRates.MAX_ROUTES + 1));
		assertThat(items("others")).singleElement()
			.satisfies((item) -> assertThat(item).containsEntry("count", 10_000L - 64));
	}

	@Test
	void nothingIsLostBetweenThreads() throws InterruptedException {
		int each = 20_000;
		CountDownLatch begun = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Thread thread = new Thread(() -> {
				try {
					begun.await();
				}
				catch (InterruptedException ex) {
					return;
				}
				for (int j = 0; j < each; j++) {
					serve("GET", "/orders", 1, j % 2 == 0);
				}
			});
			thread.start();
			threads.add(thread);
		}
		begun.countDown();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(all()).containsEntry("count", 4L * each).containsEntry("failed", 2L * each);
	}

	@Test
	void durationsOfAnyLengthHaveABucket() {
		assertThat(Durations.bucket(-1)).isZero();
		assertThat(Durations.bucket(0)).isZero();
		assertThat(Durations.bucket(250_000)).isZero();
		assertThat(Durations.bucket(250_001)).isEqualTo(1);
		assertThat(Durations.bucket(Long.MAX_VALUE)).isEqualTo(Durations.BUCKETS - 1);
		assertThat(Durations.percentile(new long[Durations.BUCKETS], 0.95)).isZero();
		for (long millis : new long[] { 1, 7, 42, 333, 2_000, 30_000 }) {
			long[] counts = new long[Durations.BUCKETS];
			counts[Durations.bucket(TimeUnit.MILLISECONDS.toNanos(millis))] = 10;
			assertThat(Durations.percentile(counts, 0.5) / 1e6).isBetween(millis * 0.8, millis * 1.25);
		}
	}

	private void pass(int minutes) {
		this.clock.addAndGet(TimeUnit.MINUTES.toMillis(minutes));
	}

	private void serve(String method, @Nullable String route, long millis, boolean failed) {
		this.rates
			.ended(new Request(method, route, TimeUnit.MILLISECONDS.toNanos(millis), failed ? "500" : null, false));
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> all() {
		return (Map<String, Object>) this.rates.toJson(null).getOrDefault("all", Collections.emptyMap());
	}

	@SuppressWarnings("unchecked")
	private List<Map<String, Object>> items(@Nullable String service) {
		return (List<Map<String, Object>>) this.rates.toJson(service).getOrDefault("items", List.of());
	}

	private static long number(@Nullable Object value) {
		return (value instanceof Number number) ? number.longValue() : -1;
	}

	private record Request(String method, @Nullable String route, long nanos, @Nullable String errorType,
			boolean isExcluded) implements ServedRequest {

		@Override
		public @Nullable String scheme() {
			return "http";
		}

		@Override
		public @Nullable String protocolVersion() {
			return "1.1";
		}

		@Override
		public int status() {
			return (this.errorType != null) ? 500 : 200;
		}

		@Override
		public Context trace() {
			return Context.root();
		}

	}

}
