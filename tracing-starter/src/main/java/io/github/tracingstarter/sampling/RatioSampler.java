package io.github.tracingstarter.sampling;

import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Records a share of the traces that begin here, by trace id, so that every service with
 * the same share records the same ones. The share can be changed while the application
 * runs.
 */
final class RatioSampler implements TraceSampler {

	private final boolean parentBased;

	private volatile Sampler sampler;

	private volatile double ratio;

	/**
	 * Creates the sampler.
	 * @param ratio the share of the traces, from 0 to 1
	 * @param parentBased whether callers decide on the traces that they began
	 */
	RatioSampler(double ratio, boolean parentBased) {
		this.parentBased = parentBased;
		this.ratio = ratio;
		this.sampler = sampler(ratio);
	}

	private Sampler sampler(double newRatio) {
		Sampler root = Sampler.traceIdRatioBased(newRatio);
		return this.parentBased ? Sampler.parentBased(root) : root;
	}

	double ratio() {
		return this.ratio;
	}

	void ratio(double newRatio) {
		this.sampler = sampler(newRatio);
		this.ratio = newRatio;
	}

	@Override
	public SamplingResult shouldSample(Context parentContext, String traceId, String name, SpanKind spanKind,
			Attributes attributes, List<LinkData> parentLinks) {
		return this.sampler.shouldSample(parentContext, traceId, name, spanKind, attributes, parentLinks);
	}

	@Override
	public boolean isDropping() {
		return this.ratio < 1;
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
