package io.github.tracingstarter.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.assertj.core.api.AssertProvider;

/**
 * The traces that an application has recorded since the test method began. Use it with
 * AssertJ:
 *
 * <pre class="code">
 * assertThat(traces).isOneTree().hasAtMostStatements(3).hasNoRepeatedStatement().hasNoFailedSpan();
 * </pre>
 *
 * Assertions wait for spans that are open, and for what has yet to begin on another
 * thread, five seconds at the most.
 *
 * @see AutoConfigureTraces
 */
public final class RecordedTraces implements AssertProvider<TracesAssert> {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Map<SpanContext, String> open = new ConcurrentHashMap<>();

	private final List<SpanData> ended = new CopyOnWriteArrayList<>();

	RecordedTraces() {
	}

	/**
	 * The spans that have ended, in the order in which they started. Waits until none is
	 * open.
	 * @return the spans
	 */
	public List<SpanData> spans() {
		await(PATIENCE, () -> true);
		return now();
	}

	/**
	 * The traces as text, a line for each span, below its parent. Statements have their
	 * text, and those that were repeated a mark.
	 * @return the text, which ends with a line break
	 */
	public String tree() {
		return SpanTree.of(spans()).toString();
	}

	/**
	 * Forgets all spans, also those that are still open. Call it after the preparation of
	 * a test. Each test method begins without any.
	 */
	public void clear() {
		this.open.clear();
		this.ended.clear();
	}

	/**
	 * For AssertJ.
	 * @return the assertions
	 */
	@Override
	public TracesAssert assertThat() {
		return new TracesAssert(this, PATIENCE);
	}

	void started(SpanContext span, String name) {
		this.open.put(span, name);
	}

	/**
	 * A span that was open when all were forgotten stays forgotten.
	 */
	void ended(SpanData span) {
		if (this.open.containsKey(span.getSpanContext())) {
			this.ended.add(span);
			this.open.remove(span.getSpanContext());
		}
	}

	List<SpanData> now() {
		List<SpanData> spans = new ArrayList<>(this.ended);
		spans.sort(Comparator.comparingLong(SpanData::getStartEpochNanos));
		return spans;
	}

	List<String> open() {
		return this.open.values().stream().sorted().toList();
	}

	/**
	 * Waits until no span is open and something else is so.
	 * @param patience how long
	 * @param condition what else
	 */
	void await(Duration patience, BooleanSupplier condition) {
		long end = System.nanoTime() + patience.toNanos();
		while (!(this.open.isEmpty() && condition.getAsBoolean()) && System.nanoTime() - end < 0) {
			try {
				Thread.sleep(10);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

}
