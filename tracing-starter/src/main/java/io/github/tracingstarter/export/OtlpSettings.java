package io.github.tracingstarter.export;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.NearestWord;
import io.github.tracingstarter.export.OtlpProperties.Compression;
import io.github.tracingstarter.export.OtlpProperties.Protocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.Transport;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The settings of OTLP, from the first of: the service connection (Docker Compose,
 * Testcontainers; address and certificates only), {@code tracing.otlp}, Boot's
 * {@code management} keys, the {@code OTEL_*} variables, the defaults. Boot 4.1 maps the
 * variables to its keys itself.
 */
record OtlpSettings(OtlpSignal signal, HttpEndpoint endpoint, Protocol protocol, Map<String, String> headers,
		Compression compression, Duration timeout, Duration connectTimeout, @Nullable TargetCertificates certificates) {

	private static final String OURS = "tracing.otlp.";

	private static final String BOOTS = "management.opentelemetry.tracing.export.otlp.";

	private static final String DEFAULT_ENDPOINT = "http://localhost:4317";

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

	private static final boolean BOOT_MAPS_VARIABLES = ClassUtils.isPresent(
			"org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetryEnvironmentVariableEnvironmentPostProcessor",
			OtlpSettings.class.getClassLoader());

	OtlpSettings(HttpEndpoint endpoint, Protocol protocol, Map<String, String> headers, Compression compression,
			Duration timeout, Duration connectTimeout, @Nullable TargetCertificates certificates) {
		this(OtlpSignal.TRACES, endpoint, protocol, headers, compression, timeout, connectTimeout, certificates);
	}

	/**
	 * Returns the URI of a signal over HTTP. For the signal of these settings it is the
	 * endpoint; for another signal it is a sibling of the endpoint.
	 */
	URI uri(OtlpSignal other) {
		URI own = this.endpoint.withoutUser();
		if (other.equals(this.signal)) {
			return own;
		}
		String base = own.getRawPath().replaceFirst(this.signal.path() + "/?$|/$", "");
		return own.resolve(base + other.path());
	}

	/**
	 * Returns the same settings with shorter timeouts, for an inquiry.
	 */
	OtlpSettings within(Duration most) {
		return new OtlpSettings(this.signal, this.endpoint, this.protocol, this.headers, Compression.NONE,
				shorter(this.timeout, most), shorter(this.connectTimeout, most), this.certificates);
	}

	private static Duration shorter(Duration duration, Duration most) {
		return (duration.compareTo(most) < 0) ? duration : most;
	}

	/**
	 * Returns the same settings with another protocol.
	 */
	OtlpSettings over(Protocol other) {
		return new OtlpSettings(this.signal, complete(this.endpoint, other, this.signal), other, this.headers,
				this.compression, this.timeout, this.connectTimeout, this.certificates);
	}

	static OtlpSettings of(OtlpProperties properties, Environment environment,
			@Nullable OtlpTracingConnectionDetails connection, @Nullable SslBundles sslBundles) {
		Binder binder = Binder.get(environment);
		Protocol wanted = wantedProtocol(properties, binder, environment);
		HttpEndpoint endpoint = (connection != null) ? ofConnection(connection, wanted)
				: endpoint(properties, environment);
		Protocol protocol = (wanted != null) ? wanted
				: (connection != null) ? Protocol.HTTP : defaultProtocol(endpoint);
		return new OtlpSettings(complete(endpoint, protocol, OtlpSignal.TRACES), protocol, headers(binder, environment),
				first(properties.compression(), binder, "compression", Compression.class, Compression.NONE),
				positive("timeout", first(properties.timeout(), binder, "timeout", Duration.class, DEFAULT_TIMEOUT)),
				positive("connect-timeout",
						first(properties.connectTimeout(), binder, "connect-timeout", Duration.class, DEFAULT_TIMEOUT)),
				certificates(properties, binder, connection, sslBundles));
	}

	/**
	 * Returns whether the application configures the address of a collector, in any of
	 * these forms.
	 */
	static boolean isEndpointSet(OtlpProperties properties, Environment environment,
			@Nullable OtlpTracingConnectionDetails connection) {
		return connection != null || StringUtils.hasText(properties.endpoint())
				|| StringUtils.hasText(environment.getProperty(BOOTS + "endpoint"))
				|| firstVariable(environment, "TRACES_ENDPOINT", "ENDPOINT") != null;
	}

	/**
	 * Returns the current certificates.
	 * @return the bundle, or null for those of the JDK
	 */
	@Nullable SslBundle sslBundle() {
		return (this.certificates != null) ? this.certificates.bundle() : null;
	}

	private static HttpEndpoint ofConnection(OtlpTracingConnectionDetails connection, @Nullable Protocol wanted) {
		String url = connection.getUrl((wanted == Protocol.GRPC) ? Transport.GRPC : Transport.HTTP);
		return parse("OtlpTracingConnectionDetails", url);
	}

	private static HttpEndpoint endpoint(OtlpProperties properties, Environment environment) {
		if (StringUtils.hasText(properties.endpoint())) {
			return parse(OURS + "endpoint", properties.endpoint());
		}
		String boots = environment.getProperty(BOOTS + "endpoint");
		if (StringUtils.hasText(boots)) {
			return parse(BOOTS + "endpoint", boots);
		}
		String traces = variable(environment, "TRACES_ENDPOINT");
		if (traces != null) {
			return parse("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces);
		}
		String all = variable(environment, "ENDPOINT");
		if (all != null) {
			return parse("OTEL_EXPORTER_OTLP_ENDPOINT", all.replaceFirst("/?$", OtlpSignal.TRACES.path()));
		}
		return parse(OURS + "endpoint", DEFAULT_ENDPOINT);
	}

	static HttpEndpoint parse(String key, String value) {
		return HttpEndpoint.parse(key, value, "%s (gRPC) or http://localhost:4318 (HTTP)".formatted(DEFAULT_ENDPOINT));
	}

	private static @Nullable Protocol wantedProtocol(OtlpProperties properties, Binder binder,
			Environment environment) {
		Protocol protocol = properties.protocol();
		if (protocol == null) {
			protocol = binder.bind(BOOTS + "transport", Protocol.class).orElse(null);
		}
		if (protocol == null) {
			String variable = firstVariable(environment, "TRACES_PROTOCOL", "PROTOCOL");
			if (variable != null) {
				protocol = variable.toLowerCase(Locale.ROOT).startsWith("http") ? Protocol.HTTP : Protocol.GRPC;
			}
		}
		return protocol;
	}

	/**
	 * Returns the default protocol. The ports are the convention of OTLP, and gRPC has no
	 * path. The path is checked last because Boot appends one to
	 * {@code OTEL_EXPORTER_OTLP_ENDPOINT}.
	 */
	static Protocol defaultProtocol(HttpEndpoint endpoint) {
		return switch (endpoint.port()) {
			case 4317 -> Protocol.GRPC;
			case 4318 -> Protocol.HTTP;
			default -> endpoint.hasPath() ? Protocol.HTTP : Protocol.GRPC;
		};
	}

	static HttpEndpoint complete(HttpEndpoint endpoint, Protocol protocol, OtlpSignal signal) {
		if (protocol == Protocol.GRPC) {
			return endpoint.withPath("");
		}
		return endpoint.hasPath() ? endpoint : endpoint.withPath(signal.path());
	}

	private static Map<String, String> headers(Binder binder, Environment environment) {
		HeaderSettings settings = new HeaderSettings(binder);
		Map<String, String> headers = settings.below(OURS + "headers");
		if (headers.isEmpty()) {
			headers = settings.below(BOOTS + "headers");
		}
		if (headers.isEmpty()) {
			headers = HeaderSettings.parse(firstVariable(environment, "TRACES_HEADERS", "HEADERS"));
		}
		return headers;
	}

	private static <T> T first(@Nullable T ours, Binder binder, String name, Class<T> type, T defaultValue) {
		return (ours != null) ? ours : binder.bind(BOOTS + name, type).orElse(defaultValue);
	}

	private static Duration positive(String name, Duration duration) {
		if (duration.isZero() || duration.isNegative()) {
			throw new InvalidTracingPropertyException(OURS + name, DurationStyle.SIMPLE.print(duration),
					"it is not above 0", "Set it to a duration such as 10s.");
		}
		return duration;
	}

	private static @Nullable TargetCertificates certificates(OtlpProperties properties, Binder binder,
			@Nullable OtlpTracingConnectionDetails connection, @Nullable SslBundles sslBundles) {
		SslBundle ofConnection = (connection != null) ? sslBundle(connection) : null;
		if (ofConnection != null) {
			return new TargetCertificates(ofConnection);
		}
		String key = OURS + "ssl.bundle";
		String name = properties.ssl().bundle();
		if (!StringUtils.hasText(name)) {
			key = BOOTS + "ssl.bundle";
			name = binder.bind(key, String.class).orElse(null);
		}
		if (!StringUtils.hasText(name)) {
			return null;
		}
		List<String> known = (sslBundles != null) ? sslBundles.getBundleNames() : List.of();
		if (sslBundles == null || !known.contains(name)) {
			throw new InvalidTracingPropertyException(key, name, "there is no SSL bundle with that name",
					known.isEmpty() ? "Define it under spring.ssl.bundle."
							: "Did you mean '%s'? Otherwise define it under spring.ssl.bundle."
								.formatted(NearestWord.to(name, known)));
		}
		return TargetCertificates.named(name, sslBundles);
	}

	private static @Nullable SslBundle sslBundle(OtlpTracingConnectionDetails connection) {
		try {
			return connection.getSslBundle();
		}
		catch (NoSuchMethodError ex) {
			// Spring Boot 4.0, in which service connections have no certificates.
			return null;
		}
	}

	static @Nullable String firstVariable(Environment environment, String... names) {
		for (String name : names) {
			String value = variable(environment, name);
			if (value != null) {
				return value;
			}
		}
		return null;
	}

	private static @Nullable String variable(Environment environment, String name) {
		if (BOOT_MAPS_VARIABLES) {
			return null;
		}
		return plainVariable(environment, name);
	}

	/**
	 * Returns the first variable that is set, for variables that Boot does not map to its
	 * keys.
	 */
	static @Nullable String firstPlainVariable(Environment environment, String... names) {
		for (String name : names) {
			String value = plainVariable(environment, name);
			if (value != null) {
				return value;
			}
		}
		return null;
	}

	private static @Nullable String plainVariable(Environment environment, String name) {
		String value = environment.getProperty("OTEL_EXPORTER_OTLP_" + name);
		return StringUtils.hasText(value) ? value : null;
	}

}
