package io.github.tracingstarter.instrument.feign;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.observation.transport.SenderContext;

/**
 * Makes no span of the observations of feign-micrometer, whose metrics remain: the call
 * has one. The library is told by the name of its class, as few have it.
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
