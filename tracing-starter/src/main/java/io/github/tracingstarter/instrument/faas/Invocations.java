package io.github.tracingstarter.instrument.faas;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Senders;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;

/**
 * Starts the spans of invocations, whatever the platform. Used as follows:
 *
 * <pre class="code">
 * RunningInvocation running = invocations.start(invocation);
 * try {
 *     return function.call();
 * }
 * catch (Throwable ex) {
 *     running.failed(ex);
 *     throw ex;
 * }
 * finally {
 *     running.close();
 * }
 * </pre>
 */
final class Invocations {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(Invocations.class),
			"The span of an invocation is incomplete. The function is not affected.");

	private final Instrumenter<RunningInvocation> instrumenter;

	private final TraceHeaders headers;

	private final ColdStart coldStart;

	private final InvocationFlush flush;

	Invocations(Spans spans, ColdStart coldStart, InvocationFlush flush) {
		this.instrumenter = Instrumenter.of(spans, "faas", new InvocationConvention(), failures);
		this.headers = TraceHeaders.with(spans.propagation());
		this.coldStart = coldStart;
		this.flush = flush;
	}

	/**
	 * Starts the span of an invocation, and makes it the current one. Never throws.
	 * @param invocation the invocation
	 * @return the invocation, which the caller has to close on the same thread
	 */
	RunningInvocation start(Invocation invocation) {
		RunningInvocation running = new RunningInvocation(invocation, this.coldStart.isFirst(), this.instrumenter,
				this.flush);
		failures.guard(() -> {
			Senders senders = invocation.senders(this.headers);
			running.linkTo(senders.links());
			Context parent = senders.parent();
			Span span = this.instrumenter.start(parent, running, invocation.arrival());
			if (span != null) {
				running.started(span, this.instrumenter.open(parent.with(span)));
			}
		});
		return running;
	}

}
