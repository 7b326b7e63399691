package io.github.tracingstarter.ui.traces;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.ui.InstanceId;
import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Summaries are kept for the existing traces, regardless of the open part of the page.
 */
class SummariesTests {

	private static final int ROUNDS = 2000;

	private final Summaries summaries = new Summaries(Duration.ofMillis(500));

	private final Replaced store = new Replaced();

	@ParameterizedTest
	@ValueSource(strings = { "/traces", "/insights" })
	void thoseOfEvictedTracesAreForgotten(String path) {
		TraceRoutes routes = routes();
		for (int i = 0; i < ROUNDS; i++) {
			this.store.number = i;
			call(routes, "GET", path);
		}
		assertThat(this.summaries.size()).isPositive().isLessThan(300);
		call(routes, "DELETE", "/traces");
		assertThat(this.summaries.size()).isZero();
	}

	private TraceRoutes routes() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of());
		return new TraceRoutes(this.store, this.summaries,
				new TraceJson(beans.getBeanProvider(TraceLogs.class),
						TraceBuilder.surroundings(this.summaries, (name) -> true)),
				beans.getBeanProvider(TraceLogs.class), new InstanceId("1"),
				new Baselines(this.store, this.summaries, null), new SourceFiles(null));
	}

	private static void call(TraceRoutes routes, String method, String path) {
		assertThat(new DirectRequest().to(routes, method, path).status()).isIn(200, 204);
	}

	/**
	 * Contains one trace, which is a different one each time.
	 */
	private static final class Replaced implements TraceStore {

		private int number;

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
			return List.of(new TraceBuilder("%032x".formatted(this.number + 1)).server("root", null, 0, 1).build());
		}

		@Override
		public void clear() {
		}

		@Override
		public Stats stats() {
			return new Stats(1, 1, 1, 1, this.number, this.number + 1, 0);
		}

	}

}
