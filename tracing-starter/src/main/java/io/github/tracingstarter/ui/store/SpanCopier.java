package io.github.tracingstarter.ui.store;

import java.util.List;
import java.util.function.Function;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Copies the redacted data of an SDK span into one that refers to nothing else: an event
 * of the SDK keeps a reference to its exception. Not thread-safe.
 */
final class SpanCopier {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private final Function<SpanData, @Nullable SpanData> visible;

	private @Nullable Resource resource;

	private String service = "";

	SpanCopier(Function<SpanData, @Nullable SpanData> visible) {
		this.visible = visible;
	}

	@Nullable StoredSpan copy(SpanData original) {
		SpanData span = this.visible.apply(original);
		if (span == null) {
			return null;
		}
		String parent = span.getParentSpanId();
		List<StoredSpan.Event> events = span.getEvents()
			.stream()
			.map((event) -> new StoredSpan.Event(event.getName(), event.getEpochNanos(), copy(event.getAttributes())))
			.toList();
		List<StoredSpan.Link> links = span.getLinks()
			.stream()
			.map((link) -> new StoredSpan.Link(link.getSpanContext().getTraceId(), link.getSpanContext().getSpanId(),
					copy(link.getAttributes())))
			.toList();
		return new StoredSpan(span.getTraceId(), span.getSpanId(), SpanId.isValid(parent) ? parent : null,
				span.getName(), span.getKind(), span.getStartEpochNanos(), span.getEndEpochNanos(),
				span.getStatus().getStatusCode(), span.getStatus().getDescription(), copy(span.getAttributes()), events,
				links, service(span.getResource()), span.getInstrumentationScopeInfo().getName(), true);
	}

	/**
	 * The attributes of a live span are a hash map with room to grow.
	 */
	private static Attributes copy(Attributes attributes) {
		return attributes.isEmpty() ? Attributes.empty() : Attributes.builder().putAll(attributes).build();
	}

	private String service(Resource resource) {
		if (this.resource != resource) {
			String name = resource.getAttribute(SERVICE_NAME);
			this.service = (name != null) ? name : "";
			this.resource = resource;
		}
		return this.service;
	}

}
