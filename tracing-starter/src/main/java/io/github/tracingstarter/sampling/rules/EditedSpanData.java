package io.github.tracingstarter.sampling.rules;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The data of a span with the changes of rules.
 */
final class EditedSpanData extends DelegatingSpanData {

	private final String name;

	private final Attributes attributes;

	EditedSpanData(SpanData span, String name, Attributes attributes) {
		super(span);
		this.name = name;
		this.attributes = attributes;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Attributes getAttributes() {
		return this.attributes;
	}

	@Override
	public int getTotalAttributeCount() {
		// Attributes that the SDK dropped stay in the count, but attributes that a rule
		// removed are not counted.
		int leftOut = super.getTotalAttributeCount() - super.getAttributes().size();
		return this.attributes.size() + leftOut;
	}

}
