package io.github.tracingstarter.export;

import java.util.function.Function;

import io.github.tracingstarter.otlp.EncodedRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;

/**
 * A collector of metrics.
 *
 * @param connection the connection to it
 * @param gate determines whether it accepts metrics
 * @param isSecond whether spans go to the same collector
 */
record MetricTarget(OtlpConnection connection, SignalGate gate, boolean isSecond) {

	/**
	 * Determines where metrics go.
	 * @param beside the target of the spans, or null
	 * @return the target, or null if there is none
	 */
	static @Nullable MetricTarget of(@Nullable OtlpTarget beside, OtlpProperties properties, Environment environment,
			@Nullable OtlpTracingConnectionDetails traces, @Nullable SslBundles sslBundles) {
		OtlpSettings ofTraces = (beside != null) ? beside.settings()
				: OtlpSettings.of(properties, environment, traces, sslBundles);
		OtlpSignalSettings settings = OtlpSignalSettings.METRICS.settings(ofTraces,
				OtlpSettings.isEndpointSet(properties, environment, traces), properties, environment, null);
		SignalGate gate = new SignalGate(OtlpSignal.METRICS, "metrics", settings.settings(), settings.isEndpointSet());
		if (settings.settings() != ofTraces) {
			return new MetricTarget(new OtlpConnection(settings.settings()), gate, false);
		}
		return (beside != null) ? new MetricTarget(beside.connection(), gate, true) : null;
	}

	/**
	 * Opens a transport to the collector.
	 * @param <S> the type of the records
	 * @param encoder encodes a record
	 * @return the transport, which must be shut down
	 */
	<S> OtlpTransport<S> transport(Function<S, EncodedRecord> encoder) {
		return new OtlpTransport<>(OtlpSignal.METRICS, encoder, this.connection);
	}

	String description() {
		return this.gate.description();
	}

}
