package io.github.tracingstarter.instrument.batch;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.github.tracingstarter.instrument.Spans;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.trace.Span;

/**
 * Describes jobs and steps. A job has no exception of its own when a step had one.
 */
final class JobMapper implements ObservationMapper<Observation.Context> {

	private static final String FAILED = "FAILED";

	private final SpringBatchProperties properties;

	JobMapper(SpringBatchProperties properties) {
		this.properties = properties;
	}

	@Override
	public Class<Observation.Context> contextType() {
		return Observation.Context.class;
	}

	@Override
	public boolean supports(Observation.Context context) {
		String name = context.getName();
		return name != null && name.startsWith("spring.batch.");
	}

	@Override
	public boolean isNoise(Observation.Context context) {
		return !this.properties.enabled();
	}

	@Override
	public void complete(Observation.Context context, Span span) {
		KeyValue status = context.getLowCardinalityKeyValue(context.getName() + ".status");
		if (status != null && status.getValue().equals(FAILED) && context.getError() == null) {
			Spans.fail(span, FAILED);
		}
	}

}
