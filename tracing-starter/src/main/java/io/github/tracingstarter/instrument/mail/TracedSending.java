package io.github.tracingstarter.instrument.mail;

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

import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Creates a span for each call to a sending method of a mail sender.
 */
final class TracedSending implements MethodInterceptor {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(TracedSending.class),
			"A mail could not be traced. It is not affected.");

	private final Instrumenter<JavaMailSenderImpl> instrumenter;

	TracedSending(Spans spans) {
		this.instrumenter = Instrumenter.of(spans, "mail", new MailConvention(), failures);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (!invocation.getMethod().getName().equals("send")
				|| !(invocation.getThis() instanceof JavaMailSenderImpl sender)) {
			return invocation.proceed();
		}
		Context current = Context.current();
		Span span = this.instrumenter.start(current, sender);
		if (span == null) {
			return invocation.proceed();
		}
		Scope scope = this.instrumenter.open(current.with(span));
		Throwable error = null;
		try {
			return invocation.proceed();
		}
		catch (Throwable ex) {
			error = ex;
			throw ex;
		}
		finally {
			this.instrumenter.close(scope);
			this.instrumenter.describe(span, sender, error);
			this.instrumenter.end(span);
		}
	}

}
