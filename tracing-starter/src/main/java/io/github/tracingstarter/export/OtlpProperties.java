package io.github.tracingstarter.export;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the OTLP exporter. Defaults come from
 * {@code management.opentelemetry.tracing.export.otlp} and so from the
 * {@code OTEL_EXPORTER_OTLP_*} variables. The headers, {@code tracing.otlp.headers}, have
 * two forms, which {@link HeaderSettings} reads.
 *
 * @param endpoint URL of the collector. For HTTP, '/v1/traces' is added to a URL without
 * a path.
 * @param protocol Protocol of the exporter. By default HTTP for port 4318 and for a URL
 * with a path, otherwise gRPC.
 * @param compression Compression of requests.
 * @param timeout Maximum time for a request.
 * @param connectTimeout Maximum time to connect.
 * @param ssl TLS settings for an https URL.
 */
@ConfigurationProperties("tracing.otlp")
record OtlpProperties(@Nullable String endpoint, @Nullable Protocol protocol, @Nullable Compression compression,
		@Nullable Duration timeout, @Nullable Duration connectTimeout, @DefaultValue Ssl ssl) {

	/**
	 * The two transports of OTLP.
	 */
	public enum Protocol {

		/**
		 * gRPC, by convention on port 4317.
		 */
		GRPC,

		/**
		 * Protobuf over HTTP, by convention on port 4318.
		 */
		HTTP

	}

	/**
	 * Compression of requests.
	 */
	public enum Compression {

		/**
		 * No compression, which costs the least on a local network.
		 */
		NONE,

		/**
		 * Gzip.
		 */
		GZIP

	}

	/**
	 * TLS and mutual TLS.
	 *
	 * @param bundle Name of the SSL bundle (spring.ssl.bundle) with the certificates to
	 * trust and, for mutual TLS, the key.
	 */
	public record Ssl(@Nullable String bundle) {

	}

}
