package io.github.tracingstarter.instrument.faas;

import io.github.tracingstarter.instrument.SpanConvention;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The name and the attributes of the span of an invocation.
 */
final class InvocationConvention implements SpanConvention<RunningInvocation> {

	@Override
	public String name(RunningInvocation running) {
		return running.invocation().name();
	}

	@Override
	public SpanKind kind(RunningInvocation running) {
		return running.invocation().trigger().kind();
	}

	@Override
	public void start(RunningInvocation running, SpanBuilder span) {
		Invocation invocation = running.invocation();
		span.setAttribute(FaasAttributes.TRIGGER, invocation.trigger().text());
		span.setAttribute(FaasAttributes.COLDSTART, running.isCold());
		String id = invocation.id();
		if (id != null) {
			span.setAttribute(FaasAttributes.INVOCATION_ID, id);
		}
		running.links().forEach(span::addLink);
		invocation.start(span);
	}

	@Override
	public void end(RunningInvocation running, Span span, @Nullable Throwable error) {
		running.invocation().end(span, error);
	}

}
