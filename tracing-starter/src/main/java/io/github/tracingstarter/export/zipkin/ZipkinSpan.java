package io.github.tracingstarter.export.zipkin;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * Converts spans to Zipkin's, according to OpenTelemetry's specification of a Zipkin
 * exporter (https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/).
 */
final class ZipkinSpan {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	/**
	 * The attributes that name the remote side, the best first, with the attribute of its
	 * port.
	 */
	private static final List<Remote> REMOTES = List.of(Remote.of("peer.service", null),
			Remote.of("server.address", "server.port"), Remote.of("network.peer.address", "network.peer.port"),
			Remote.of("db.namespace", null));

	private ZipkinSpan() {
	}

	static Span of(SpanData span) {
		Span.Builder builder = Span.newBuilder()
			.traceId(span.getTraceId())
			.id(span.getSpanId())
			.kind(kind(span.getKind()))
			.name(span.getName())
			.timestamp(micros(span.getStartEpochNanos()))
			.duration(Math.max(1, TimeUnit.NANOSECONDS.toMicros(span.getEndEpochNanos() - span.getStartEpochNanos())))
			.localEndpoint(Endpoint.newBuilder().serviceName(span.getResource().getAttribute(SERVICE_NAME)).build());
		if (span.getParentSpanContext().isValid()) {
			builder.parentId(span.getParentSpanId());
		}
		if (span.getKind() == SpanKind.CLIENT || span.getKind() == SpanKind.PRODUCER) {
			builder.remoteEndpoint(remote(span.getAttributes()));
		}
		tags(span, builder);
		for (EventData event : span.getEvents()) {
			builder.addAnnotation(micros(event.getEpochNanos()), annotation(event));
		}
		return builder.build();
	}

	private static void tags(SpanData span, Span.Builder builder) {
		span.getAttributes().forEach((key, value) -> builder.putTag(key.getKey(), text(value)));
		StatusCode status = span.getStatus().getStatusCode();
		if (status != StatusCode.UNSET) {
			builder.putTag("otel.status_code", status.name());
		}
		if (status == StatusCode.ERROR) {
			builder.putTag("error", span.getStatus().getDescription());
		}
		putTag(builder, "otel.scope.name", span.getInstrumentationScopeInfo().getName());
		putTag(builder, "otel.scope.version", span.getInstrumentationScopeInfo().getVersion());
		putCount(builder, "otel.dropped_attributes_count", span.getTotalAttributeCount() - span.getAttributes().size());
		putCount(builder, "otel.dropped_events_count", span.getTotalRecordedEvents() - span.getEvents().size());
		putCount(builder, "otel.dropped_links_count", span.getTotalRecordedLinks() - span.getLinks().size());
	}

	private static void putTag(Span.Builder builder, String key, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			builder.putTag(key, value);
		}
	}

	private static void putCount(Span.Builder builder, String key, int count) {
		if (count > 0) {
			builder.putTag(key, String.valueOf(count));
		}
	}

	private static Span.@Nullable Kind kind(SpanKind kind) {
		return switch (kind) {
			case CLIENT -> Span.Kind.CLIENT;
			case SERVER -> Span.Kind.SERVER;
			case PRODUCER -> Span.Kind.PRODUCER;
			case CONSUMER -> Span.Kind.CONSUMER;
			case INTERNAL -> null;
		};
	}

	private static @Nullable Endpoint remote(Attributes attributes) {
		for (Remote remote : REMOTES) {
			String name = attributes.get(remote.name());
			if (name != null) {
				Endpoint.Builder endpoint = Endpoint.newBuilder();
				if (!endpoint.parseIp(name)) {
					endpoint.serviceName(name);
				}
				Long port = (remote.port() != null) ? attributes.get(remote.port()) : null;
				if (port != null && port > 0 && port <= 0xffff) {
					endpoint.port(port.intValue());
				}
				return endpoint.build();
			}
		}
		return null;
	}

	/**
	 * Returns the name of the event, followed by its attributes as JSON if it has any.
	 */
	private static String annotation(EventData event) {
		if (event.getAttributes().isEmpty()) {
			return event.getName();
		}
		return event.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.map((entry) -> json(entry.getKey().getKey()) + ":" + json(entry.getValue()))
			.collect(Collectors.joining(",", json(event.getName()) + ":{", "}"));
	}

	private static String text(Object value) {
		return (value instanceof Collection<?>) ? json(value) : String.valueOf(value);
	}

	private static String json(Object value) {
		if (value instanceof Collection<?> values) {
			return values.stream().map(ZipkinSpan::json).collect(Collectors.joining(",", "[", "]"));
		}
		if (value instanceof Number || value instanceof Boolean) {
			return value.toString();
		}
		StringBuilder json = new StringBuilder("\"");
		String.valueOf(value).chars().forEach((character) -> {
			switch (character) {
				case '"' -> json.append("\\\"");
				case '\\' -> json.append("\\\\");
				case '\n' -> json.append("\\n");
				case '\r' -> json.append("\\r");
				case '\t' -> json.append("\\t");
				default -> {
					if (character < ' ') {
						json.append("\\u%04x".formatted(character));
					}
					else {
						json.append((char) character);
					}
				}
			}
		});
		return json.append('"').toString();
	}

	private static long micros(long nanos) {
		return TimeUnit.NANOSECONDS.toMicros(nanos);
	}

	/**
	 * The attributes that name the remote side.
	 *
	 * @param name the name or address
	 * @param port the port
	 */
	private record Remote(AttributeKey<String> name, @Nullable AttributeKey<Long> port) {

		static Remote of(String name, @Nullable String port) {
			return new Remote(AttributeKey.stringKey(name), (port != null) ? AttributeKey.longKey(port) : null);
		}

	}

}
