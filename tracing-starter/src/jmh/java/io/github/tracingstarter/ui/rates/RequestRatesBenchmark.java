package io.github.tracingstarter.ui.rates;

import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.ServedRequest;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * The counting of a request for the page, on one thread and on two that serve the same
 * route.
 */
public class RequestRatesBenchmark extends HotPathBenchmark {

	private final ServedRequest request = new Served("GET", "/users/{id}/items", 1_234_567);

	@Benchmark
	public void oneThread(Shared shared) {
		shared.rates.ended(this.request);
	}

	@Benchmark
	@Threads(2)
	public void twoThreads(Shared shared) {
		shared.rates.ended(this.request);
	}

	/**
	 * The counts of all requests.
	 */
	@State(Scope.Benchmark)
	public static class Shared {

		final RequestListener rates = CountedRequests.create();

	}

	private record Served(String method, String route, long nanos) implements ServedRequest {

		@Override
		public @Nullable String scheme() {
			return null;
		}

		@Override
		public @Nullable String protocolVersion() {
			return null;
		}

		@Override
		public int status() {
			return 200;
		}

		@Override
		public @Nullable String errorType() {
			return null;
		}

		@Override
		public Context trace() {
			return Context.root();
		}

		@Override
		public boolean isExcluded() {
			return false;
		}

	}

}
