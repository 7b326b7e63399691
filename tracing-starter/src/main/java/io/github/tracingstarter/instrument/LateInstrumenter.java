package io.github.tracingstarter.instrument;

import io.github.tracingstarter.report.FailureLog;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * An instrumenter that is created at the first operation. Spans may not be available
 * earlier, because beans are used while other beans are being created.
 *
 * @param <O> the operation that a span describes
 */
public final class LateInstrumenter<O> {

	private final ObjectProvider<Spans> spans;

	private final String instrumentation;

	private final SpanConvention<O> convention;

	private final FailureLog failures;

	private volatile @Nullable Instrumenter<O> instrumenter;

	/**
	 * Creates an instance.
	 * @param spans creates the spans, resolved at the first operation
	 * @param instrumentation the name by which the instrumentation is turned off while
	 * the application runs
	 * @param convention the kind, name and attributes of the spans
	 * @param failures logs failures
	 */
	public LateInstrumenter(ObjectProvider<Spans> spans, String instrumentation, SpanConvention<O> convention,
			FailureLog failures) {
		this.spans = spans;
		this.instrumentation = instrumentation;
		this.convention = convention;
		this.failures = failures;
	}

	/**
	 * Returns the instrumenter.
	 * @return the instrumenter, or null if spans are not available yet or the
	 * instrumentation is off
	 */
	public @Nullable Instrumenter<O> ifOn() {
		Instrumenter<O> instrumenter = this.instrumenter;
		if (instrumenter == null) {
			instrumenter = create();
		}
		return (instrumenter != null && instrumenter.isOn()) ? instrumenter : null;
	}

	private @Nullable Instrumenter<O> create() {
		try {
			Spans spans = this.spans.getIfAvailable();
			if (spans != null) {
				this.instrumenter = Instrumenter.of(spans, this.instrumentation, this.convention, this.failures);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
		return this.instrumenter;
	}

}
