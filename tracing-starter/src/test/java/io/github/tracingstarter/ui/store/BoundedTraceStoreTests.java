package io.github.tracingstarter.ui.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BoundedTraceStoreTests {

	private static final Duration SLOW = Duration.ofMillis(500);

	private static final long SPAN = SpanSize.of(span("a", "1", null, StatusCode.UNSET, 1));

	private static final long TRACE = SPAN + TraceEntry.OVERHEAD;

	@Test
	void samplesAreKeptBesideTheirTraceAndGoWithIt() {
		BoundedTraceStore store = roomFor(40);
		store.add(samples("early", 100));
		assertThat(store.find("early")).isNull();
		store.add(new StoredSpan("early", "s", null, "GET /", SpanKind.SERVER, 1, 2, StatusCode.UNSET, "",
				Attributes.empty(), List.of(), List.of(), "shop", "test", true));
		long bytes = store.stats().bytes();
		assertThat(store.find("early")).satisfies((trace) -> assertThat(trace.stacks()).hasSize(1));
		long seq = store.stats().seq();
		store.add(samples("early", 50));
		assertThat(store.stats().bytes()).isEqualTo(bytes + 50);
		assertThat(store.changedSince(seq, 10)).singleElement()
			.satisfies((trace) -> assertThat(trace.stacks()).hasSize(2));
		store.add(samples("early", 1_000_000));
		assertThat(store.find("early")).satisfies((trace) -> assertThat(trace.stacks()).hasSize(2));
		store.clear();
		assertThat(store.stats().bytes()).isZero();
		for (int i = 0; i < 100; i++) {
			store.add(samples("never" + i, 1_000_000));
		}
		assertThat(store.stats().bytes()).isZero();
	}

	private static StackSamples samples(String traceId, long bytes) {
		return new StackSamples(traceId, "s", 20_000_000, 10, List.of(new StackSamples.Sample(5, List.of())), bytes);
	}

	@Test
	void spansOfATraceAreKeptTogetherInTheOrderTheyCame() {
		BoundedTraceStore store = roomFor(40);
		store.add(span("a", "2", "1"));
		store.add(span("b", "3", null));
		store.add(span("a", "1", null));
		StoredTrace trace = found(store, "a");
		assertThat(trace.spans()).extracting(StoredSpan::spanId).containsExactly("2", "1");
		assertThat(trace.seq()).isEqualTo(3);
		assertThat(trace.omitted()).isZero();
		assertThat(store.find("c")).isNull();
		assertThat(store.stats()).isEqualTo(new TraceStore.Stats(2, 3, store.stats().bytes(), 40 * TRACE, 0, 3, 0));
	}

	@Test
	void theTraceThatChangedLongestAgoGoesFirst() {
		// Ids of more than one character take a few bytes more.
		BoundedTraceStore store = new BoundedTraceStore(40 * TRACE + SPAN + 200, SLOW, (span) -> span);
		for (int i = 0; i < 40; i++) {
			store.add(span("t" + i, "1", null));
		}
		store.add(span("t0", "2", null));
		assertThat(store.stats().evicted()).isZero();
		store.add(span("new", "1", null));
		assertThat(ids(store)).hasSize(40).startsWith("new", "t0", "t39").endsWith("t3", "t2").doesNotContain("t1");
		assertThat(store.stats().evicted()).isEqualTo(1);
		assertThat(store.stats().spans()).isEqualTo(41);
		assertThat(store.stats().bytes()).isLessThanOrEqualTo(store.stats().maxBytes());
	}

	@Test
	void failedAndSlowTracesAreKeptLonger() {
		BoundedTraceStore store = roomFor(10);
		store.add(span("failed", "1", null, StatusCode.ERROR, 1));
		store.add(span("slow", "1", null, StatusCode.UNSET, 500));
		for (int i = 0; i < 50; i++) {
			store.add(span("t" + i, "1", null));
		}
		assertThat(ids(store)).hasSizeBetween(8, 10).contains("failed", "slow", "t49").doesNotContain("t40");
	}

	@Test
	void notableTracesGoWhereTheOthersTakeLessThanHalf() {
		BoundedTraceStore store = roomFor(10);
		for (int i = 0; i < 3; i++) {
			store.add(span("t" + i, "1", null));
		}
		for (int i = 0; i < 20; i++) {
			store.add(span("e" + i, "1", null, StatusCode.ERROR, 1));
		}
		assertThat(ids(store)).contains("t0", "t1", "t2", "e19").doesNotContain("e0");
		for (int i = 0; i < 20; i++) {
			store.add(span("u" + i, "1", null));
		}
		assertThat(ids(store)).contains("e19", "u19").doesNotContain("t0", "t1", "t2");
	}

	@Test
	void aTraceThatTurnsOutToHaveFailedMovesToTheOthers() {
		BoundedTraceStore store = roomFor(40);
		store.add(span("a", "2", "1"));
		store.add(span("a", "1", null, StatusCode.ERROR, 1));
		for (int i = 0; i < 100; i++) {
			store.add(span("t" + i, "1", null));
		}
		assertThat(found(store, "a").spans()).hasSize(2);
	}

	@Test
	void aHugeTraceTakesItsShareAndNoMoreButKeepsItsRoot() {
		BoundedTraceStore store = roomFor(80);
		store.add(span("other", "1", null));
		for (int i = 0; i < 500; i++) {
			store.add(span("huge", "s", "1"));
		}
		store.add(new StoredSpan("huge", "1", null, "root", SpanKind.SERVER, 0, 1, StatusCode.UNSET, "",
				Attributes.empty(), List.of(), List.of(), "shop", "test", true));
		StoredTrace huge = found(store, "huge");
		assertThat(huge.omitted()).isPositive();
		assertThat(huge.spans()).hasSize(501 - huge.omitted());
		assertThat(huge.spans().get(huge.spans().size() - 1).name()).isEqualTo("root");
		assertThat(store.stats().bytes()).isLessThan(80 * TRACE / 4);
		assertThat(store.dropped()).isEqualTo(huge.omitted());
		assertThat(store.find("other")).isNotNull();
	}

	@Test
	void aSpanThatIsTooLargeIsNotStored() {
		BoundedTraceStore store = roomFor(80);
		store.add(new StoredSpan("a", "1", null, "root", SpanKind.SERVER, 0, 1, StatusCode.UNSET, "",
				Attributes.of(AttributeKey.stringKey("body"), "x".repeat((int) (40 * TRACE))), List.of(), List.of(),
				"shop", "test", true));
		assertThat(store.find("a")).isNull();
		assertThat(store.stats().traces()).isZero();
		assertThat(store.dropped()).isEqualTo(1);
	}

	@Test
	void changesComeLastFirstOverBothKindsOfTraces() {
		BoundedTraceStore store = roomFor(100);
		store.add(span("a", "1", null));
		store.add(span("b", "1", null, StatusCode.ERROR, 1));
		store.add(span("c", "1", null));
		store.add(span("d", "1", null, StatusCode.ERROR, 1));
		assertThat(ids(store)).containsExactly("d", "c", "b", "a");
		assertThat(store.changedSince(2, 10)).extracting(StoredTrace::traceId).containsExactly("d", "c");
		assertThat(store.changedSince(0, 3)).extracting(StoredTrace::traceId).containsExactly("d", "c", "b");
		assertThat(store.changedSince(4, 10)).isEmpty();
		store.add(span("a", "2", null));
		assertThat(store.changedSince(4, 10)).extracting(StoredTrace::traceId).containsExactly("a");
	}

	@Test
	void aTraceThatDidNotChangeIsTheSame() {
		BoundedTraceStore store = roomFor(100);
		store.add(span("a", "1", null));
		StoredTrace before = found(store, "a");
		store.add(span("b", "1", null));
		assertThat(store.find("a")).isSameAs(before);
		store.add(span("a", "2", null));
		assertThat(store.find("a")).isNotSameAs(before);
		assertThat(before.spans()).hasSize(1);
	}

	@Test
	void clearingForgetsAllAndIsCounted() {
		BoundedTraceStore store = roomFor(100);
		store.add(span("a", "1", null));
		store.add(span("b", "1", null, StatusCode.ERROR, 1));
		store.clear();
		assertThat(ids(store)).isEmpty();
		assertThat(store.stats()).isEqualTo(new TraceStore.Stats(0, 0, 0, 100 * TRACE, 0, 3, 1));
		store.add(span("a", "1", null));
		assertThat(found(store, "a").seq()).isEqualTo(4);
	}

	@Test
	void manyThreadsAddWhileOthersRead() throws InterruptedException {
		BoundedTraceStore store = roomFor(5000);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int number = i;
			threads.add(new Thread(() -> IntStream.range(0, 500)
				.forEach((span) -> store.add(span(number + "-" + span % 50, "s" + span, null)))));
		}
		threads.add(new Thread(() -> IntStream.range(0, 200).forEach((round) -> store.changedSince(round, 100))));
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join(TimeUnit.SECONDS.toMillis(30));
		}
		assertThat(store.stats().traces()).isEqualTo(400);
		assertThat(store.stats().spans()).isEqualTo(4000);
		assertThat(store.stats().seq()).isEqualTo(4000);
		assertThat(store.changedSince(0, Integer.MAX_VALUE)).extracting(StoredTrace::seq)
			.isSortedAccordingTo((one, other) -> Long.compare(other, one));
	}

	private static BoundedTraceStore roomFor(int traces) {
		return new BoundedTraceStore(traces * TRACE, SLOW, (span) -> span);
	}

	private static List<String> ids(BoundedTraceStore store) {
		return store.changedSince(0, Integer.MAX_VALUE).stream().map(StoredTrace::traceId).toList();
	}

	private static StoredTrace found(BoundedTraceStore store, String traceId) {
		StoredTrace trace = store.find(traceId);
		assertThat(trace).isNotNull();
		return Objects.requireNonNull(trace);
	}

	private static StoredSpan span(String traceId, String spanId, @Nullable String parent) {
		return span(traceId, spanId, parent, StatusCode.UNSET, 1);
	}

	private static StoredSpan span(String traceId, String spanId, @Nullable String parent, StatusCode status,
			long millis) {
		return new StoredSpan(traceId, spanId, parent, "span", SpanKind.INTERNAL, 0,
				TimeUnit.MILLISECONDS.toNanos(millis), status, "", Attributes.empty(), List.of(), List.of(), "shop",
				"test", true);
	}

}
