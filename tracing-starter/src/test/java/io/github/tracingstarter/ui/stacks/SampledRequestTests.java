package io.github.tracingstarter.ui.stacks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.tracingstarter.ui.store.StackSamples;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bounds of the samples of a request, whose thread is that of the test.
 */
class SampledRequestTests {

	private final Kept store = new Kept();

	private final SlowRequests requests = new SlowRequests(this.store,
			new StackSampler(this.store, Duration.ofMillis(20)), Duration.ofHours(1), Duration.ofMillis(500),
			Attributes::empty);

	private final WatchedRequest request = (WatchedRequest) Objects.requireNonNull(this.requests.begin(span(), false));

	private final SampledRequest sampled = new SampledRequest(this.request, 1);

	private static Span span() {
		return SdkTracerProvider.builder().build().get("test").spanBuilder("GET /").startSpan();
	}

	@Test
	void manySamplesAreThinnedOut() {
		for (int i = 0; i < 5000; i++) {
			assertThat(this.sampled.sample()).isTrue();
		}
		StackSamples samples = finish();
		assertThat(samples.samples()).hasSizeBetween(SampledRequest.MOST_SAMPLES / 2, SampledRequest.MOST_SAMPLES);
		assertThat(samples.intervalNanos()).isGreaterThan(1);
		assertThat(samples.samples()).extracting(StackSamples.Sample::epochNanos).isSorted();
	}

	@Test
	void onlyTheInnermostFramesOfADeepStackAreKept() {
		one(400, 0);
		StackSamples samples = finish();
		assertThat(samples.samples()).singleElement()
			.satisfies((sample) -> assertThat(sample.frames()).hasSize(SampledRequest.MOST_FRAMES)
				.extracting(StackTraceElement::getMethodName)
				.contains("one"));
	}

	@Test
	void stacksTakeABoundedPartOfTheMemory() {
		for (int i = 0; i < 1000; i++) {
			one(300, i);
		}
		StackSamples samples = finish();
		assertThat(samples.bytes()).isLessThan(SampledRequest.MOST_BYTES + 100_000);
		assertThat(samples.samples()).hasSize(1000);
		assertThat(samples.samples()).filteredOn((sample) -> sample.frames().isEmpty()).isNotEmpty();
		assertThat(samples.samples()).filteredOn((sample) -> !sample.frames().isEmpty()).hasSizeGreaterThan(100);
	}

	@Test
	void equalStacksAreKeptOnce() {
		for (int i = 0; i < 2; i++) {
			one(10, 0);
		}
		List<StackSamples.Sample> samples = finish().samples();
		assertThat(samples.get(1).frames()).isSameAs(samples.get(0).frames());
	}

	@Test
	void aRequestThatIsLeftIsNotSampled() {
		this.request.end();
		assertThat(this.sampled.sample()).isFalse();
		this.sampled.finishInto(this.store);
		assertThat(this.store.samples).isEmpty();
		assertThat(this.requests.watched()).isZero();
	}

	@Test
	void moreRequestsThanThereAreSlotsAreServedUnwatched() {
		int watched = 0;
		for (int i = 0; i < SlowRequests.SLOTS; i++) {
			WatchedRequest other = (WatchedRequest) Objects.requireNonNull(this.requests.begin(span(), false));
			watched += other.isRunning() ? 1 : 0;
		}
		// All on one thread, which tries the same slots each time.
		assertThat(watched).isBetween(1, 8);
		assertThat(this.requests.watched()).isEqualTo(watched + 1);
	}

	@Test
	void aSpanThatIsNotRecordedIsNotWatched() {
		assertThat(this.requests.begin(Span.getInvalid(), false)).isNull();
		assertThat(this.requests.watched()).isOne();
	}

	/**
	 * Takes a sample at the end of nested calls, the innermost of which depend on a
	 * number.
	 */
	private void one(int depth, int number) {
		if (depth == 0) {
			this.sampled.sample();
		}
		else if (depth > 16 || (number >> depth & 1) == 0) {
			one(depth - 1, number);
		}
		else {
			other(depth - 1, number);
		}
	}

	private void other(int depth, int number) {
		one(depth, number);
	}

	private StackSamples finish() {
		this.request.end();
		this.sampled.finishInto(this.store);
		assertThat(this.store.samples).hasSize(1);
		return this.store.samples.get(0);
	}

	private static final class Kept implements TraceStore {

		private final List<StackSamples> samples = new ArrayList<>();

		@Override
		public void add(StackSamples samples) {
			this.samples.add(samples);
		}

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
			return List.of();
		}

		@Override
		public void clear() {
			this.samples.clear();
		}

		@Override
		public Stats stats() {
			return new Stats(0, 0, 0, 0, 0, 0, 0);
		}

	}

}
