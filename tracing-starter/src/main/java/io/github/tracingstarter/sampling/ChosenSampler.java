package io.github.tracingstarter.sampling;

import java.util.List;
import java.util.function.BooleanSupplier;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * The sampler that the configuration names: none of those reads attributes.
 *
 * @param sampler what decides
 * @param dropping whether it drops traces at all
 */
record ChosenSampler(Sampler sampler, BooleanSupplier dropping) implements TraceSampler {

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		return this.sampler.shouldSample(parentContext, traceId, name, spanKind, attributes, parentLinks);
	}

	@Override
	public boolean isDropping() {
		return this.dropping.getAsBoolean();
	}

	@Override
	public String getDescription() {
		return this.sampler.getDescription();
	}

	@Override
	public String toString() {
		return getDescription();
	}

}
