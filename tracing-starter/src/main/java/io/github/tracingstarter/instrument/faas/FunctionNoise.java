package io.github.tracingstarter.instrument.faas;

import io.github.tracingstarter.instrument.ObservationMapper;

import org.springframework.cloud.function.observability.FunctionContext;

/**
 * Creates no spans for Spring Cloud Function's own observations, because the invocation
 * has one. Their metrics remain.
 */
final class FunctionNoise implements ObservationMapper<FunctionContext> {

	@Override
	public Class<FunctionContext> contextType() {
		return FunctionContext.class;
	}

	@Override
	public boolean isNoise(FunctionContext context) {
		return true;
	}

}
