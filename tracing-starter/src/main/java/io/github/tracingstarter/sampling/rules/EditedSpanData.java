package io.github.tracingstarter.sampling.rules;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * The data of a span as rules have changed it.
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
		// What the SDK left out stays counted, and nothing that a rule removed is.
		int leftOut = super.getTotalAttributeCount() - super.getAttributes().size();
		return this.attributes.size() + leftOut;
	}

}
