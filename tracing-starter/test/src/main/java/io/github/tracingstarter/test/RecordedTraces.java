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
 * The traces that an application has recorded since the start of the test method. Use it
 * with AssertJ:
 *
 * <pre class="code">
 * assertThat(traces).isOneTree().hasAtMostStatements(3).hasNoRepeatedStatement().hasNoFailedSpan();
 * </pre>
 *
 * Assertions wait until all open spans have ended. Those that expect a span also wait for
 * it to start on another thread. They wait for at most five seconds.
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
	 * Waits until no span is open, and returns the spans that have ended, in the order in
	 * which they started.
	 * @return the spans
	 */
	public List<SpanData> spans() {
		await(PATIENCE, () -> true);
		return now();
	}

	/**
	 * Returns the traces as text, with a line for each span below its parent. Statements
	 * are shown with their SQL, and repeated ones are marked.
	 * @return the text, which ends with a line break
	 */
	public String tree() {
		return SpanTree.of(spans()).toString();
	}

	/**
	 * Removes all spans, including those that are still open. Call it after a test has
	 * prepared its data. It is called before each test method.
	 */
	public void clear() {
		this.open.clear();
		this.ended.clear();
	}

	/**
	 * Returns the assertions. AssertJ calls this method.
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
	 * Adds a span that has ended, unless it was open when all spans were removed.
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
	 * Waits until no span is open and a condition is met.
	 * @param patience the maximum time to wait
	 * @param condition the condition
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
