package io.github.tracingstarter.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.opentelemetry.sdk.trace.data.SpanData;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on {@link RecordedTraces}. The message of a failed assertion contains all
 * traces.
 */
public final class TracesAssert extends AbstractAssert<TracesAssert, RecordedTraces> {

	private final Duration patience;

	TracesAssert(RecordedTraces actual, Duration patience) {
		super(actual, TracesAssert.class);
		this.patience = patience;
	}

	/**
	 * Changes how long to wait for spans that are open or expected.
	 * @param patience the maximum time to wait
	 * @return the assertions with that time
	 */
	public TracesAssert within(Duration patience) {
		return new TracesAssert(this.actual, patience);
	}

	/**
	 * Verifies that there is one trace with one root span, so that no work of the
	 * application has lost its trace.
	 * @return this
	 */
	public TracesAssert isOneTree() {
		List<SpanData> spans = await((all) -> !all.isEmpty());
		int roots = SpanTree.of(spans).roots().size();
		if (roots != 1) {
			throw failed((roots == 0) ? "Expected one tree, but there is no span."
					: "Expected one tree, but there are %d.".formatted(roots), spans);
		}
		return this;
	}

	/**
	 * Verifies that no more than a number of statements were executed, in all traces
	 * together. A batch counts once.
	 * @param limit the maximum number of statements
	 * @return this
	 */
	public TracesAssert hasAtMostStatements(int limit) {
		List<SpanData> spans = await((all) -> true);
		long count = spans.stream().filter(SpanTree::isStatement).count();
		if (count > limit) {
			throw failed("Expected at most %d %s, but there are %d.".formatted(limit,
					(limit == 1) ? "statement" : "statements", count), spans);
		}
		return this;
	}

	/**
	 * Verifies that no statement was executed three times or more in one trace, as
	 * happens with a query for each row of another query. Values are ignored. The test
	 * data needs at least three rows.
	 * @return this
	 */
	public TracesAssert hasNoRepeatedStatement() {
		List<SpanData> spans = await((all) -> true);
		SpanTree tree = SpanTree.of(spans);
		SpanData repeated = spans.stream()
			.filter((span) -> SpanTree.isStatement(span) && tree.runs(span) >= SpanTree.REPEATED)
			.findFirst()
			.orElse(null);
		if (repeated != null) {
			throw failed("Expected no repeated statement, but '%s' ran %d times.".formatted(repeated.getName(),
					tree.runs(repeated)), spans);
		}
		return this;
	}

	/**
	 * Verifies that no span has failed.
	 * @return this
	 */
	public TracesAssert hasNoFailedSpan() {
		List<SpanData> spans = await((all) -> true);
		SpanData span = spans.stream().filter(SpanTree::isFailed).findFirst().orElse(null);
		if (span != null) {
			throw failed("Expected no failed span, but '%s' has failed.".formatted(span.getName()), spans);
		}
		return this;
	}

	/**
	 * Verifies that there is a span with a name.
	 * @param name the name
	 * @return this
	 */
	public TracesAssert hasSpan(String name) {
		Predicate<SpanData> named = (span) -> span.getName().equals(name);
		List<SpanData> spans = await((all) -> all.stream().anyMatch(named));
		if (spans.stream().noneMatch(named)) {
			throw failed("Expected a span '%s', but there is none.".formatted(name), spans);
		}
		return this;
	}

	/**
	 * Verifies that there is a span with a name whose parent has another name.
	 * @param name the name of the span
	 * @param parent the name of its parent
	 * @return this
	 */
	public TracesAssert hasSpanBelow(String name, String parent) {
		List<SpanData> spans = await((all) -> isBelow(all, name, parent));
		if (!isBelow(spans, name, parent)) {
			throw failed("Expected a span '%s' right below '%s', but there is none.".formatted(name, parent), spans);
		}
		return this;
	}

	/**
	 * Verifies that a call or a message carried the trace: its header names one of the
	 * spans.
	 * @param traceparent the value of the header {@code traceparent} that was received,
	 * or null if there was none
	 * @return this
	 */
	public TracesAssert wasCarriedBy(@Nullable String traceparent) {
		Predicate<SpanData> named = (span) -> traceparent != null && traceparent.length() >= 55
				&& traceparent.startsWith(span.getTraceId(), 3) && traceparent.startsWith(span.getSpanId(), 36);
		List<SpanData> spans = await((all) -> traceparent == null || all.stream().anyMatch(named));
		if (spans.stream().noneMatch(named)) {
			throw failed(
					(traceparent == null) ? "Expected a header 'traceparent', but there was none."
							: "Expected the header 'traceparent: %s' to name one of the spans.".formatted(traceparent),
					spans);
		}
		return this;
	}

	private static boolean isBelow(List<SpanData> spans, String name, String parent) {
		SpanTree tree = SpanTree.of(spans);
		return spans.stream().filter((span) -> span.getName().equals(name)).anyMatch((span) -> {
			SpanData above = tree.parent(span);
			return above != null && above.getName().equals(parent);
		});
	}

	private List<SpanData> await(Predicate<List<SpanData>> expected) {
		isNotNull();
		this.actual.await(this.patience, () -> expected.test(this.actual.now()));
		return this.actual.now();
	}

	private AssertionError failed(String expectation, List<SpanData> spans) {
		StringBuilder message = new StringBuilder(expectation).append("\n\n");
		message.append(spans.isEmpty() ? "No trace was recorded.\n" : SpanTree.of(spans).toString());
		List<String> open = this.actual.open();
		if (!open.isEmpty()) {
			message.append("\nstill open after ")
				.append(this.patience.toMillis())
				.append(" ms: ")
				.append(String.join(", ", open))
				.append('\n');
		}
		return failure("%s", message.toString());
	}

}
