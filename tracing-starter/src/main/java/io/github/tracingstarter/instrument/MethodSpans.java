package io.github.tracingstarter.instrument;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.semconv.CodeAttributes;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Runs methods of beans in spans that end when the results of the methods are complete.
 */
public final class MethodSpans {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(MethodSpans.class),
			"The span of a method could not be created or completed. The application is not affected.");

	private final LateInstrumenter<TracedMethod> instrumenter;

	/**
	 * Creates an instance for the methods of one instrumentation.
	 * @param instrumentation the name by which it is turned off while the application
	 * runs
	 * @param spans creates the spans, resolved at the first call
	 */
	public MethodSpans(String instrumentation, ObjectProvider<Spans> spans) {
		this.instrumenter = new LateInstrumenter<>(spans, instrumentation, new Convention(), failures);
	}

	/**
	 * Calls a method in a span.
	 * @param method the method
	 * @param invocation calls the method
	 * @return the result of the method
	 * @throws Throwable if the method throws it
	 */
	public @Nullable Object invoke(TracedMethod method, MethodInvocation invocation) throws Throwable {
		return invoke(method, 0, invocation);
	}

	/**
	 * Calls a method in a span that is exported only if it is not short. A span that
	 * failed, or has an exported span below it, is always exported.
	 * @param method the method
	 * @param minNanos the duration from which a span is not short; 0 for all
	 * @param invocation calls the method
	 * @return the result of the method
	 * @throws Throwable if the method throws it
	 */
	public @Nullable Object invoke(TracedMethod method, long minNanos, MethodInvocation invocation) throws Throwable {
		Context parent = Context.current();
		Instrumenter<TracedMethod> instrumenter = Spans.isDropped(parent) ? null : this.instrumenter.ifOn();
		if (instrumenter == null) {
			return invocation.proceed();
		}
		ProvisionalSpan provisional = (minNanos > 0) ? new ProvisionalSpan(parent) : null;
		Context around = (provisional != null) ? provisional.in(parent) : parent;
		Span span = instrumenter.start(around, method);
		if (span == null) {
			return invocation.proceed();
		}
		if (provisional != null) {
			provisional.started(span);
		}
		Call call = new Call(instrumenter, method, around.with(span), span, provisional, minNanos);
		Scope scope = call.open();
		try {
			return MethodResult.follow(invocation.proceed(), call);
		}
		catch (Throwable ex) {
			call.ended(ex);
			throw ex;
		}
		finally {
			instrumenter.close(scope);
		}
	}

	/**
	 * Calls a method in a span if it is called within a trace. A Mono or Flux that it
	 * returns has a span each time it is subscribed to within a trace.
	 * @param method the method
	 * @param invocation calls the method
	 * @return the result of the method, or its replacement
	 * @throws Throwable if the method throws it
	 */
	public @Nullable Object invokeWithin(TracedMethod method, MethodInvocation invocation) throws Throwable {
		if (!MethodResult.isReactive(invocation.getMethod().getReturnType())) {
			return Spans.isSampled(Context.current()) ? invoke(method, 0, invocation) : invocation.proceed();
		}
		Object result = invocation.proceed();
		return MethodResult.isPublisher(result)
				? MethodResult.onSubscription(result, (publisher) -> followed(method, publisher)) : result;
	}

	private Object followed(TracedMethod method, Object publisher) {
		Context parent = Context.current();
		Instrumenter<TracedMethod> instrumenter = Spans.isSampled(parent) ? this.instrumenter.ifOn() : null;
		if (instrumenter == null) {
			return publisher;
		}
		Span span = instrumenter.start(parent, method);
		return (span != null)
				? MethodResult.follow(publisher, new Call(instrumenter, method, parent.with(span), span, null, 0))
				: publisher;
	}

	/**
	 * Advice that creates spans for each method of a bean, so that no other advice must
	 * create more.
	 */
	public interface EachMethod extends MethodInterceptor {

	}

	private record Call(Instrumenter<TracedMethod> instrumenter, TracedMethod method, Context context, Span span,
			@Nullable ProvisionalSpan provisional, long minNanos) implements MethodResult.SpanListener {

		@Override
		public void ended(@Nullable Throwable failure) {
			this.instrumenter.describe(this.span, this.method, failure);
			if (!isWithheld(failure)) {
				this.instrumenter.end(this.span);
			}
		}

		private boolean isWithheld(@Nullable Throwable failure) {
			ProvisionalSpan provisional = this.provisional;
			if (provisional == null || provisional.isExported()) {
				return false;
			}
			if (failure == null && this.span instanceof ReadableSpan readable
					&& readable.getLatencyNanos() < this.minNanos && !this.instrumenter.isDebugging(this.span)) {
				return provisional.withhold(this.span);
			}
			provisional.export();
			return false;
		}

		@Override
		public Scope open() {
			return this.instrumenter.open(this.context);
		}

	}

	private static final class Convention implements SpanConvention<TracedMethod> {

		@Override
		public String name(TracedMethod method) {
			return method.name();
		}

		@Override
		public SpanKind kind(TracedMethod method) {
			return SpanKind.INTERNAL;
		}

		@Override
		public void start(TracedMethod method, SpanBuilder span) {
			span.setAttribute(CodeAttributes.CODE_FUNCTION_NAME, method.function());
		}

	}

}
