package io.github.tracingstarter.export.zipkin;

import io.github.tracingstarter.export.ExportTarget;
import io.github.tracingstarter.export.HttpEndpoint;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/**
 * A Zipkin server.
 */
final class ZipkinTarget implements ExportTarget {

	private final HttpEndpoint endpoint;

	private final ZipkinProperties properties;

	ZipkinTarget(HttpEndpoint endpoint, ZipkinProperties properties) {
		this.endpoint = endpoint;
		this.properties = properties;
	}

	@Override
	public SpanExporter createExporter() {
		return new ZipkinSpanExporter(URLConnectionSender.newBuilder()
			.endpoint(this.endpoint.uri().toString())
			.connectTimeout((int) this.properties.connectTimeout().toMillis())
			.readTimeout((int) this.properties.readTimeout().toMillis())
			.build());
	}

	@Override
	public String description() {
		return "Zipkin " + this.endpoint;
	}

	@Override
	public @Nullable Reply ask() {
		return ZipkinInquiry.of(this.endpoint);
	}

}
