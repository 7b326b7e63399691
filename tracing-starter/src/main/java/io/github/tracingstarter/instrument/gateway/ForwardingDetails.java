package io.github.tracingstarter.instrument.gateway;

import java.util.Set;

import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.ReadableSpan;

import org.springframework.cloud.gateway.filter.headers.observation.GatewayContext;

/**
 * Copies the route, and the application convention's additions to the gateway's
 * observation, to the span of a call.
 */
final class ForwardingDetails implements AdoptingObservationHandler.Listener<GatewayContext> {

	/**
	 * Keys that the span has under other names. The address of a route may contain a
	 * password.
	 */
	private static final Set<String> REPLACED = Set.of("http.method", "http.status_code", "http.uri",
			"spring.cloud.gateway.route.uri");

	private final ObservationDetails details;

	ForwardingDetails(AttributeRedaction text) {
		this.details = new ObservationDetails(text);
	}

	@Override
	public void stopped(GatewayContext context) {
		TracingContext tracing = context.get(TracingContext.class);
		if (tracing != null && tracing.getSpan() instanceof OtelSpan current) {
			Span span = OtelSpan.toOtel(current);
			if (span instanceof ReadableSpan call && call.getKind() == SpanKind.CLIENT) {
				this.details.addKeyValues(context, span, REPLACED);
			}
		}
	}

}
