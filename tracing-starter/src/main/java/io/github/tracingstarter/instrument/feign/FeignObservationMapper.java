package io.github.tracingstarter.instrument.feign;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.observation.transport.SenderContext;

/**
 * Creates no spans for the observations of feign-micrometer, whose metrics remain,
 * because the call already has one. The library is recognized by class name, because few
 * applications have it.
 */
@SuppressWarnings("rawtypes")
final class FeignObservationMapper implements ObservationMapper<SenderContext> {

	@Override
	public Class<SenderContext> contextType() {
		return SenderContext.class;
	}

	@Override
	public boolean supports(SenderContext context) {
		return context.getClass().getName().equals("feign.micrometer.FeignContext");
	}

	@Override
	public boolean isNoise(SenderContext context) {
		return true;
	}

}
