package io.github.tracingstarter.export;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import io.github.tracingstarter.export.OtlpProperties.Protocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpLoggingConnectionDetails;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.Transport;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The destination of the records of a signal other than traces. It is that of the spans,
 * unless the application configures another one by a service connection, Boot's keys or
 * OpenTelemetry's variables for that signal. {@code tracing.otlp.endpoint} applies to all
 * signals.
 *
 * @param settings the settings; the object of the traces if nothing differs, so that both
 * share a connection
 * @param isEndpointSet whether the application configures the destination
 */
record OtlpSignalSettings(OtlpSettings settings, boolean isEndpointSet) {

	/** The names of log records. */
	static final Names LOGS = new Names(OtlpSignal.LOGS, "LOGS",
			"management.opentelemetry.logging.export.otlp.endpoint",
			"management.opentelemetry.logging.export.otlp.transport",
			"management.opentelemetry.logging.export.otlp.headers");

	/** The names of metrics, which Boot sends only over HTTP. */
	static final Names METRICS = new Names(OtlpSignal.METRICS, "METRICS", "management.otlp.metrics.export.url", null,
			"management.otlp.metrics.export.headers");

	static Function<@Nullable Protocol, String> url(OtlpLoggingConnectionDetails connection) {
		return (wanted) -> connection.getUrl((wanted == Protocol.GRPC) ? Transport.GRPC : Transport.HTTP);
	}

	/**
	 * The names of the settings of a signal.
	 *
	 * @param signal the signal
	 * @param variable its name in OpenTelemetry's variables
	 * @param endpoint Boot's key of the URL
	 * @param transport Boot's key of the protocol, or null if there is none
	 * @param headers Boot's key of the headers
	 */
	record Names(OtlpSignal signal, String variable, String endpoint, @Nullable String transport, String headers) {

		/**
		 * Reads the settings.
		 * @param traces the settings of the traces
		 * @param isTracesEndpointSet whether the application configures the destination
		 * of traces
		 * @param properties the properties of all signals
		 * @param environment the environment with the names
		 * @param connection the URL of a service connection, or null
		 */
		OtlpSignalSettings settings(OtlpSettings traces, boolean isTracesEndpointSet, OtlpProperties properties,
				Environment environment, @Nullable Function<@Nullable Protocol, String> connection) {
			Protocol wanted = wantedProtocol(environment);
			String url = url(properties, environment, connection, wanted);
			if (url == null) {
				return new OtlpSignalSettings(traces, isTracesEndpointSet);
			}
			HttpEndpoint endpoint = OtlpSettings.parse(this.endpoint, url);
			Protocol protocol = (wanted != null) ? wanted
					: (connection != null) ? Protocol.HTTP : OtlpSettings.defaultProtocol(endpoint);
			Map<String, String> headers = headers(environment, traces);
			OtlpSettings own = new OtlpSettings(this.signal, OtlpSettings.complete(endpoint, protocol, this.signal),
					protocol, headers, traces.compression(), traces.timeout(), traces.connectTimeout(),
					traces.certificates());
			boolean isSame = protocol == traces.protocol() && headers.equals(traces.headers())
					&& isSameAddress(own, traces);
			return new OtlpSignalSettings(isSame ? traces : own, true);
		}

		private boolean isSameAddress(OtlpSettings own, OtlpSettings traces) {
			return (own.protocol() == Protocol.GRPC) ? own.endpoint().uri().equals(traces.endpoint().uri())
					: own.uri(this.signal).equals(traces.uri(this.signal));
		}

		private @Nullable String url(OtlpProperties properties, Environment environment,
				@Nullable Function<@Nullable Protocol, String> connection, @Nullable Protocol wanted) {
			if (connection != null) {
				return connection.apply(wanted);
			}
			if (StringUtils.hasText(properties.endpoint())) {
				return null;
			}
			String boots = environment.getProperty(this.endpoint);
			return StringUtils.hasText(boots) ? boots
					: OtlpSettings.firstVariable(environment, this.variable + "_ENDPOINT");
		}

		private @Nullable Protocol wantedProtocol(Environment environment) {
			Protocol boots = (this.transport != null)
					? Binder.get(environment).bind(this.transport, Protocol.class).orElse(null) : null;
			String[] names = { this.variable + "_PROTOCOL", "PROTOCOL" };
			// Boot does not map the variables if it has no key.
			String variable = (this.transport != null) ? OtlpSettings.firstVariable(environment, names)
					: OtlpSettings.firstPlainVariable(environment, names);
			if (boots != null || variable == null) {
				return boots;
			}
			return variable.toLowerCase(Locale.ROOT).startsWith("http") ? Protocol.HTTP : Protocol.GRPC;
		}

		private Map<String, String> headers(Environment environment, OtlpSettings traces) {
			Map<String, String> headers = new HeaderSettings(Binder.get(environment)).below(this.headers);
			if (headers.isEmpty()) {
				headers = HeaderSettings.parse(OtlpSettings.firstVariable(environment, this.variable + "_HEADERS"));
			}
			return headers.isEmpty() ? traces.headers() : headers;
		}

	}

}
