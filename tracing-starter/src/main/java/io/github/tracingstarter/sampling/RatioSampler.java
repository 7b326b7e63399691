package io.github.tracingstarter.sampling;

import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Records a share of all traces, by trace id, so that every service with this share takes
 * the same ones. The share can be changed while the application runs.
 */
final class RatioSampler implements Sampler {

	private volatile Sampler sampler;

	private volatile double ratio;

	RatioSampler(double ratio) {
		this.ratio = ratio;
		this.sampler = Sampler.traceIdRatioBased(ratio);
	}

	double ratio() {
		return this.ratio;
	}

	void ratio(double newRatio) {
		this.sampler = Sampler.traceIdRatioBased(newRatio);
		this.ratio = newRatio;
	}

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		return this.sampler.shouldSample(parentContext, traceId, name, spanKind, attributes, parentLinks);
	}

	@Override
	public String getDescription() {
		return "Ratio{%s}".formatted(this.ratio);
	}

	@Override
	public String toString() {
		return getDescription();
	}

}
