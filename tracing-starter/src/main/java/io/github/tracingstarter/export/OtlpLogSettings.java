package io.github.tracingstarter.export;

import java.util.Locale;
import java.util.Map;

import io.github.tracingstarter.export.OtlpProperties.Protocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.OtlpLoggingConnectionDetails;
import org.springframework.boot.opentelemetry.autoconfigure.logging.otlp.Transport;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Where log records go: where spans go, unless the application says otherwise by a
 * service connection, Boot's {@code management.opentelemetry.logging} keys or the
 * {@code OTEL_EXPORTER_OTLP_LOGS_*} variables. {@code tracing.otlp.endpoint} is for all
 * signals.
 *
 * @param settings those of the traces themselves where nothing differs, so that both
 * share a connection
 * @param isEndpointSet whether the application says where they go
 */
record OtlpLogSettings(OtlpSettings settings, boolean isEndpointSet) {

	private static final String BOOTS = "management.opentelemetry.logging.export.otlp.";

	static OtlpLogSettings of(OtlpSettings traces, boolean isTracesEndpointSet, OtlpProperties properties,
			Environment environment, @Nullable OtlpLoggingConnectionDetails connection) {
		Protocol wanted = wantedProtocol(environment);
		String url = url(properties, environment, connection, wanted);
		if (url == null) {
			return new OtlpLogSettings(traces, isTracesEndpointSet);
		}
		HttpEndpoint endpoint = OtlpSettings.parse(BOOTS + "endpoint", url);
		Protocol protocol = (wanted != null) ? wanted
				: (connection != null) ? Protocol.HTTP : OtlpSettings.defaultProtocol(endpoint);
		Map<String, String> headers = headers(environment, traces);
		OtlpSettings logs = new OtlpSettings(OtlpSignal.LOGS,
				OtlpSettings.complete(endpoint, protocol, OtlpSignal.LOGS), protocol, headers, traces.compression(),
				traces.timeout(), traces.connectTimeout(), traces.certificates());
		boolean isSame = protocol == traces.protocol() && headers.equals(traces.headers())
				&& logs.uri(OtlpSignal.LOGS).equals(traces.uri(OtlpSignal.LOGS));
		return new OtlpLogSettings(isSame ? traces : logs, true);
	}

	private static @Nullable String url(OtlpProperties properties, Environment environment,
			@Nullable OtlpLoggingConnectionDetails connection, @Nullable Protocol wanted) {
		if (connection != null) {
			return connection.getUrl((wanted == Protocol.GRPC) ? Transport.GRPC : Transport.HTTP);
		}
		if (StringUtils.hasText(properties.endpoint())) {
			return null;
		}
		String boots = environment.getProperty(BOOTS + "endpoint");
		return StringUtils.hasText(boots) ? boots : OtlpSettings.firstVariable(environment, "LOGS_ENDPOINT");
	}

	private static @Nullable Protocol wantedProtocol(Environment environment) {
		Protocol boots = Binder.get(environment).bind(BOOTS + "transport", Protocol.class).orElse(null);
		String variable = OtlpSettings.firstVariable(environment, "LOGS_PROTOCOL", "PROTOCOL");
		if (boots != null || variable == null) {
			return boots;
		}
		return variable.toLowerCase(Locale.ROOT).startsWith("http") ? Protocol.HTTP : Protocol.GRPC;
	}

	private static Map<String, String> headers(Environment environment, OtlpSettings traces) {
		Map<String, String> headers = new HeaderSettings(Binder.get(environment)).below(BOOTS + "headers");
		if (headers.isEmpty()) {
			headers = HeaderSettings.parse(OtlpSettings.firstVariable(environment, "LOGS_HEADERS"));
		}
		return headers.isEmpty() ? traces.headers() : headers;
	}

}
