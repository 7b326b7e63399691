package io.github.tracingstarter.instrument.batch;

import io.github.tracingstarter.instrument.NamedObservationMapper;
import io.github.tracingstarter.instrument.Spans;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.trace.Span;

/**
 * Describes jobs and steps. A job has no exception of its own when a step had one.
 */
final class JobMapper extends NamedObservationMapper {

	private static final String FAILED = "FAILED";

	JobMapper() {
		super("spring.batch.");
	}

	@Override
	public void complete(Observation.Context context, Span span) {
		KeyValue status = context.getLowCardinalityKeyValue(context.getName() + ".status");
		if (status != null && status.getValue().equals(FAILED) && context.getError() == null) {
			Spans.fail(span, FAILED);
		}
	}

}
