package io.github.tracingstarter.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.processor.SpanWeight;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the queue between request threads and the export thread.
 */
class ExportQueueTests {

	private static final long AMPLE = 1L << 30;

	@Test
	void spansComeOutInTheOrderTheyWentIn() {
		ExportQueue<SpanData> queue = new ExportQueue<>(10, AMPLE);
		List<SpanData> in = List.of(span("a"), span("b"), span("c"));
		in.forEach((span) -> offer(queue, span));
		assertThat(take(queue, 2)).isEqualTo(in.subList(0, 2));
		assertThat(take(queue, 10)).isEqualTo(in.subList(2, 3));
		assertThat(take(queue, 10)).isEmpty();
	}

	@Test
	void itNeverHoldsMoreThanItsCapacityUntilReleased() {
		ExportQueue<SpanData> queue = new ExportQueue<>(100, AMPLE);
		for (int i = 0; i < 1000; i++) {
			offer(queue, span("any"));
		}
		int held = queue.size();
		assertThat(held).isBetween(75, 100);
		assertThat(queue.refused()).isEqualTo(1000 - held);
		assertThat(take(queue, 1000)).hasSize(held);
		assertThat(queue.size()).isEqualTo(held);
		queue.release();
		assertThat(queue.size()).isZero();
		assertThat(queue.bytes()).isZero();
		assertThat(offer(queue, span("any"))).isTrue();
	}

	@Test
	void itIsBoundedInBytes() {
		ExportQueue<SpanData> queue = new ExportQueue<>(1000, 100_000);
		SpanData heavy = span("heavy",
				Attributes.of(AttributeKey.stringKey("exception.stacktrace"), "x".repeat(20_000)));
		for (int i = 0; i < 100; i++) {
			offer(queue, heavy);
		}
		assertThat(queue.size()).isEqualTo(4);
		assertThat(queue.bytes()).isBetween(80_000L, 100_000L);
	}

	@Test
	void aBatchIsBoundedInWeightButNeverEmpty() {
		ExportQueue<SpanData> queue = new ExportQueue<>(1000, AMPLE);
		SpanData heavy = span("heavy", Attributes.of(AttributeKey.stringKey("text"), "x".repeat(20_000)));
		for (int i = 0; i < 10; i++) {
			offer(queue, heavy);
		}
		List<SpanData> batch = new ArrayList<>();
		queue.take(batch, 100, 50_000);
		assertThat(batch).hasSize(2);
		batch.clear();
		queue.take(batch, 100, 10);
		assertThat(batch).hasSize(1);
	}

	@Test
	void nothingIsRefusedBelowThreeQuarters() {
		ExportQueue<SpanData> queue = new ExportQueue<>(1000, AMPLE);
		for (int i = 0; i < 750; i++) {
			assertThat(offer(queue, span("any"))).isTrue();
		}
	}

	@Test
	void whatDoesNotFitNeedNotBePrepared() {
		ExportQueue<SpanData> queue = new ExportQueue<>(100, AMPLE);
		String traceId = span("any").getTraceId();
		assertThat(queue.admits(traceId)).isTrue();
		assertThat(queue.refused()).isZero();
		while (queue.size() < 100) {
			offer(queue, span("any"));
		}
		assertThat(queue.admits(traceId)).isFalse();
		assertThat(queue.refused()).isEqualTo(1);
	}

	@Test
	void fromThenOnWholeTracesAreRefused() {
		ExportQueue<SpanData> queue = new ExportQueue<>(10_000, AMPLE);
		while (queue.size() < 8500) {
			offer(queue, span("filler"));
		}
		Map<String, Integer> kept = new HashMap<>();
		for (int trace = 0; trace < 200; trace++) {
			String traceId = IdGenerator.random().generateTraceId();
			for (int i = 0; i < 5; i++) {
				if (offer(queue, span("any", traceId, Attributes.empty()))) {
					kept.merge(traceId, 1, Integer::sum);
				}
			}
		}
		Set<Integer> sizes = new HashSet<>(kept.values());
		assertThat(kept).hasSizeBetween(40, 180);
		assertThat(kept.values().stream().filter((spans) -> spans < 5).count()).as("torn traces of %s", sizes)
			.isLessThanOrEqualTo(6);
	}

	@Test
	void manyThreadsLoseNothing() throws InterruptedException {
		ExportQueue<SpanData> queue = new ExportQueue<>(1 << 16, AMPLE);
		int threads = 8;
		int each = 20_000;
		AtomicInteger accepted = new AtomicInteger();
		CountDownLatch done = new CountDownLatch(threads);
		for (int t = 0; t < threads; t++) {
			new Thread(() -> {
				for (int i = 0; i < each; i++) {
					accepted.addAndGet(offer(queue, span("any")) ? 1 : 0);
				}
				done.countDown();
			}).start();
		}
		int taken = 0;
		Set<String> ids = new HashSet<>();
		while (done.getCount() > 0 || taken < accepted.get()) {
			List<SpanData> batch = take(queue, 512);
			batch.forEach((span) -> ids.add(span.getSpanId()));
			taken += batch.size();
			queue.release();
		}
		assertThat(taken).isEqualTo(accepted.get());
		assertThat(ids).hasSize(taken);
		assertThat(accepted.get() + queue.refused()).isEqualTo(threads * each);
		assertThat(queue.size()).isZero();
		assertThat(queue.bytes()).isZero();
	}

	private static boolean offer(ExportQueue<SpanData> queue, SpanData span) {
		return queue.offer(span, span.getTraceId(), SpanWeight.of(span));
	}

	private static List<SpanData> take(ExportQueue<SpanData> queue, int max) {
		List<SpanData> batch = new ArrayList<>();
		queue.take(batch, max, AMPLE);
		return batch;
	}

	private static SpanData span(String name) {
		return span(name, Attributes.empty());
	}

	private static SpanData span(String name, Attributes attributes) {
		// The trace id of the last ones to be refused.
		return span(name, "4bf92f3577b34da6a3ce929d0e0e47ff", attributes);
	}

	private static SpanData span(String name, String traceId, Attributes attributes) {
		return TestSpanData.builder()
			.setName(name)
			.setKind(SpanKind.INTERNAL)
			.setSpanContext(SpanContext.create(traceId, IdGenerator.random().generateSpanId(), TraceFlags.getSampled(),
					TraceState.getDefault()))
			.setStartEpochNanos(1)
			.setEndEpochNanos(2)
			.setHasEnded(true)
			.setStatus(StatusData.unset())
			.setAttributes(attributes)
			.setTotalAttributeCount(attributes.size())
			.build();
	}

}
