package io.github.tracingstarter.instrument.observation;

import java.util.Locale;

import io.github.tracingstarter.instrument.Spans;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import org.jspecify.annotations.Nullable;

/**
 * Marks the spans of what failed without an exception that its observation was told of: a
 * Redis command that the server refused, and a job of Spring Batch of which a step
 * failed.
 */
final class FailedObservations implements ObservationFilter {

	private static final String REDIS_ERROR = "lettuce.command.error";

	private static final String BATCH = "spring.batch.";

	private static final String FAILED = "FAILED";

	@Override
	public Observation.Context map(Observation.Context context) {
		String errorType = errorType(context);
		TracingContext tracing = (errorType != null && context.getError() == null) ? context.get(TracingContext.class)
				: null;
		Span span = (tracing != null) ? tracing.getSpan() : null;
		// An application may have a tracer of its own.
		if (span instanceof OtelSpan && errorType != null) {
			Spans.fail(OtelSpan.toOtel(span), errorType);
		}
		return context;
	}

	private static @Nullable String errorType(Observation.Context context) {
		String name = context.getName();
		if (name == null) {
			return null;
		}
		if (name.startsWith(BATCH)) {
			KeyValue status = context.getLowCardinalityKeyValue(name + ".status");
			return (status != null && status.getValue().equals(FAILED)) ? FAILED : null;
		}
		if (name.equals(RedisObservations.NAME)) {
			KeyValue error = context.getHighCardinalityKeyValue(REDIS_ERROR);
			return (error != null) ? code(context, error.getValue()) : null;
		}
		return null;
	}

	/**
	 * The first word of what the server says, in capitals: {@code WRONGTYPE}. The rest
	 * may quote the arguments of the command, so it is taken out.
	 */
	private static String code(Observation.Context context, String error) {
		context.removeHighCardinalityKeyValue(REDIS_ERROR);
		int end = error.indexOf(' ');
		String code = (end > 0) ? error.substring(0, end) : error;
		return code.equals(code.toUpperCase(Locale.ROOT)) ? code : "ERR";
	}

}
