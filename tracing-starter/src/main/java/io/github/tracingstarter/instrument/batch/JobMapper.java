package io.github.tracingstarter.instrument.batch;

import io.github.tracingstarter.instrument.NamedObservationMapper;
import io.github.tracingstarter.instrument.Spans;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.trace.Span;

/**
 * Describes jobs and steps. If a step failed with an exception, the job itself has none.
 */
final class JobMapper extends NamedObservationMapper {

	private static final String PREFIX = "spring.batch.";

	private static final String FAILED = "FAILED";

	JobMapper() {
		super(PREFIX);
	}

	/**
	 * A launch is observed only to be counted. The job has a span.
	 */
	@Override
	public boolean isNoise(Observation.Context context) {
		return (PREFIX + "job.launch.count").equals(context.getName());
	}

	/**
	 * Returns the name of a job or a step. Steps of partitions append the name of their
	 * partition, of which there may be many.
	 */
	@Override
	public String name(Observation.Context context) {
		KeyValue name = context.getLowCardinalityKeyValue(context.getName() + ".name");
		return switch (String.valueOf(context.getName())) {
			case PREFIX + "job" -> (name != null) ? "job " + name.getValue() : super.name(context);
			case PREFIX + "step" -> (name != null) ? "step " + beforePartition(name.getValue()) : super.name(context);
			default -> super.name(context);
		};
	}

	private static String beforePartition(String step) {
		int separator = step.indexOf(':');
		return (separator > 0) ? step.substring(0, separator) : step;
	}

	@Override
	public void complete(Observation.Context context, Span span) {
		KeyValue status = context.getLowCardinalityKeyValue(context.getName() + ".status");
		if (status != null && status.getValue().equals(FAILED) && context.getError() == null) {
			Spans.fail(span, FAILED);
		}
	}

}
