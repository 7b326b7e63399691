package io.github.tracingstarter.instrument.runner;

import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Runs a runner in a span.
 */
final class RunnerInterceptor implements MethodInterceptor {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(RunnerInterceptor.class),
			"The span of a runner could not be created or completed. The application is not affected.");

	private final ObjectProvider<Spans> spans;

	private final RunnerRun run;

	RunnerInterceptor(ObjectProvider<Spans> spans, RunnerRun run) {
		this.spans = spans;
		this.run = run;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Spans spans = this.spans.getIfAvailable();
		if (spans == null) {
			return invocation.proceed();
		}
		Instrumenter<RunnerRun> instrumenter = Instrumenter.of(spans, "runners", new RunnerRun.Convention(), failures);
		Span span = instrumenter.start(Context.current(), this.run);
		return (span != null) ? inSpan(instrumenter, span, invocation) : invocation.proceed();
	}

	private @Nullable Object inSpan(Instrumenter<RunnerRun> instrumenter, Span span, MethodInvocation invocation)
			throws Throwable {
		Throwable failure = null;
		Scope scope = instrumenter.open(Context.current().with(span));
		try {
			return invocation.proceed();
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			instrumenter.close(scope);
			instrumenter.describe(span, this.run, failure);
			instrumenter.end(span);
		}
	}

}
