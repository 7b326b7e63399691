package io.github.tracingstarter.ui.store;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/**
 * Copies the redacted data of an SDK span to a span that refers to nothing else, because
 * an event of the SDK keeps a reference to its exception. Not thread-safe.
 */
final class SpanCopier {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private final Function<SpanData, @Nullable SpanData> visible;

	private final UnaryOperator<Attributes> redaction;

	private @Nullable Resource resource;

	private String service = "";

	/** The resource of the application, which all of its spans share. */
	private Attributes described = Attributes.empty();

	/**
	 * Creates the copier.
	 * @param visible returns the part of a span that may be shown, or null for nothing
	 * @param redaction hides the secrets of the application's resource
	 */
	SpanCopier(Function<SpanData, @Nullable SpanData> visible, UnaryOperator<Attributes> redaction) {
		this.visible = visible;
		this.redaction = redaction;
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
				span.getStatus().getStatusCode(), span.getStatus().getDescription(),
				OldNames.complete(copy(span.getAttributes()), span.getKind()), events, links,
				service(span.getResource()), span.getInstrumentationScopeInfo().getName(), true, this.described,
				Objects.requireNonNullElse(span.getInstrumentationScopeInfo().getVersion(), ""), false);
	}

	/**
	 * Copies attributes, because those of a live span are a hash map with room to grow.
	 */
	private static Attributes copy(Attributes attributes) {
		return attributes.isEmpty() ? Attributes.empty() : Attributes.builder().putAll(attributes).build();
	}

	private String service(Resource resource) {
		if (this.resource != resource) {
			String name = resource.getAttribute(SERVICE_NAME);
			this.service = (name != null) ? name : "";
			this.described = this.redaction.apply(resource.getAttributes().toBuilder().remove(SERVICE_NAME).build());
			this.resource = resource;
		}
		return this.service;
	}

}
