package io.github.tracingstarter.instrument.integration;

import io.github.tracingstarter.instrument.ObservationMapper;

import org.springframework.cloud.function.observability.FunctionContext;

/**
 * Creates no spans for the functions of Spring Cloud Stream. The message that a function
 * processes has a span, and the metrics of the functions remain.
 */
final class FunctionMapper implements ObservationMapper<FunctionContext> {

	@Override
	public Class<FunctionContext> contextType() {
		return FunctionContext.class;
	}

	@Override
	public boolean isNoise(FunctionContext context) {
		return true;
	}

}
