package io.github.tracingstarter.instrument.annotation;

import io.github.tracingstarter.instrument.MethodResult;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.annotation.AnnotatedSpan.Attribute;
import io.github.tracingstarter.report.FailureLog;
import io.micrometer.tracing.annotation.NewSpanParser;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.semconv.CodeAttributes;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Runs methods in spans. Code of the application sets attributes on these spans, so they
 * are redacted like the application's own.
 */
final class SpanInterceptor {

	private static final String SCOPE = "io.github.tracingstarter.annotation";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(SpanInterceptor.class),
			"The span of an annotated method could not be created or completed. The application is not affected.");

	private final ObjectProvider<OpenTelemetry> openTelemetry;

	private final ObjectProvider<NewSpanParser> namings;

	private final AttributeValues values;

	private volatile @Nullable Tracer tracer;

	SpanInterceptor(ObjectProvider<OpenTelemetry> openTelemetry, ObjectProvider<NewSpanParser> namings,
			AttributeValues values) {
		this.openTelemetry = openTelemetry;
		this.namings = namings;
		this.values = values;
	}

	@Nullable Object invoke(AnnotatedSpan annotated, MethodInvocation invocation) throws Throwable {
		Span current = Span.current();
		boolean continues = annotated.continues() && current.getSpanContext().isValid();
		if (continues) {
			return inCurrent(annotated, current, invocation);
		}
		Span span = annotated.creates() ? start(annotated, invocation) : null;
		return (span != null) ? inNew(annotated, span, invocation) : invocation.proceed();
	}

	private @Nullable Object inCurrent(AnnotatedSpan annotated, Span span, MethodInvocation invocation)
			throws Throwable {
		failures.guard(() -> describe(annotated, span, invocation));
		String log = annotated.log();
		event(span, log, ".before");
		try {
			return invocation.proceed();
		}
		catch (Throwable ex) {
			event(span, log, ".afterFailure");
			if (annotated.creates()) {
				failures.guard(() -> Spans.fail(span, ex));
			}
			throw ex;
		}
		finally {
			event(span, log, ".after");
		}
	}

	private static void event(Span span, String log, String suffix) {
		if (!log.isEmpty()) {
			failures.guard(() -> span.addEvent(log + suffix));
		}
	}

	private @Nullable Span start(AnnotatedSpan annotated, MethodInvocation invocation) {
		try {
			Span span = tracer().spanBuilder(annotated.name())
				.setSpanKind(annotated.kind())
				.setParent(annotated.parent() ? Context.current() : Context.root())
				.setAttribute(CodeAttributes.CODE_FUNCTION_NAME, annotated.function())
				.startSpan();
			failures.guard(() -> rename(annotated, span, invocation));
			failures.guard(() -> describe(annotated, span, invocation));
			return span;
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return null;
		}
	}

	/**
	 * Renames a span with the application's own means to name the spans of Micrometer's
	 * annotation.
	 */
	private void rename(AnnotatedSpan annotated, Span span, MethodInvocation invocation) {
		NewSpanParser naming = (annotated.newSpan() != null) ? this.namings.getIfAvailable() : null;
		if (naming != null) {
			naming.parse(invocation, annotated.newSpan(), OtelSpan.fromOtel(span));
		}
	}

	private void describe(AnnotatedSpan annotated, Span span, MethodInvocation invocation) {
		if (!span.isRecording()) {
			return;
		}
		for (Attribute attribute : annotated.attributes()) {
			this.values.put(span, attribute, invocation.getArguments()[attribute.index()]);
		}
	}

	private @Nullable Object inNew(AnnotatedSpan annotated, Span span, MethodInvocation invocation) throws Throwable {
		Context context = Context.current().with(span);
		event(span, annotated.log(), ".before");
		Scope scope = open(context);
		try {
			return MethodResult.follow(invocation.proceed(), new Listener(annotated, span, context));
		}
		catch (Throwable ex) {
			event(span, annotated.log(), ".afterFailure");
			end(annotated, span, ex);
			throw ex;
		}
		finally {
			failures.guard(scope::close);
		}
	}

	/**
	 * Opens a scope. The application's scope listeners may throw exceptions here.
	 */
	private static Scope open(Context context) {
		try {
			return context.makeCurrent();
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return Scope.noop();
		}
	}

	private static void end(AnnotatedSpan annotated, Span span, @Nullable Throwable failure) {
		failures.guard(() -> {
			if (failure != null) {
				Spans.fail(span, failure);
			}
			event(span, annotated.log(), ".after");
			span.end();
		});
	}

	private Tracer tracer() {
		Tracer tracer = this.tracer;
		if (tracer == null) {
			tracer = this.openTelemetry.getObject().getTracer(SCOPE);
			this.tracer = tracer;
		}
		return tracer;
	}

	private record Listener(AnnotatedSpan annotated, Span span, Context context) implements MethodResult.SpanListener {

		@Override
		public void ended(@Nullable Throwable failure) {
			end(this.annotated, this.span, failure);
		}

		@Override
		public Scope open() {
			return SpanInterceptor.open(this.context);
		}

	}

}
