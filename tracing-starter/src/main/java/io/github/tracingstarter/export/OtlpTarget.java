package io.github.tracingstarter.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

import io.github.tracingstarter.export.OtlpProperties.Protocol;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpGrpcSpanExporterBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;

/**
 * An OpenTelemetry Collector, Jaeger, or another receiver of OTLP. Spans are encoded and
 * sent by {@link OtlpTransport}, unless the application customizes OpenTelemetry's
 * exporters, which then send them. Those do not retry, because the export thread does
 * that for every target.
 */
final class OtlpTarget implements ExportTarget {

	private final OtlpSettings settings;

	private final OtlpConnection connection;

	private final @Nullable MeterProvider meterProvider;

	private final List<OtlpGrpcSpanExporterBuilderCustomizer> grpcCustomizers;

	private final List<OtlpHttpSpanExporterBuilderCustomizer> httpCustomizers;

	OtlpTarget(OtlpSettings settings, @Nullable MeterProvider meterProvider,
			List<OtlpGrpcSpanExporterBuilderCustomizer> grpcCustomizers,
			List<OtlpHttpSpanExporterBuilderCustomizer> httpCustomizers) {
		this.settings = settings;
		this.connection = new OtlpConnection(settings);
		this.meterProvider = meterProvider;
		this.grpcCustomizers = grpcCustomizers;
		this.httpCustomizers = httpCustomizers;
	}

	/**
	 * Returns whether OpenTelemetry's exporter is not needed, because there is neither a
	 * customizer of its builder nor a meter provider for its metrics.
	 */
	boolean isOurs() {
		List<?> customizers = (this.settings.protocol() == Protocol.GRPC) ? this.grpcCustomizers : this.httpCustomizers;
		return this.meterProvider == null && customizers.isEmpty();
	}

	OtlpConnection connection() {
		return this.connection;
	}

	/**
	 * Returns the collector that other signals can share with the spans.
	 * @param targets the targets of the spans
	 * @return the first collector, or null if there is none
	 */
	static @Nullable OtlpTarget among(Stream<ExportTarget> targets) {
		return targets.filter(OtlpTarget.class::isInstance).map(OtlpTarget.class::cast).findFirst().orElse(null);
	}

	OtlpSettings settings() {
		return this.settings;
	}

	@Override
	public SpanExporter createExporter() {
		ExporterLogFilter.install();
		return new RenewedExporter(this.settings::sslBundle,
				() -> (this.settings.protocol() == Protocol.GRPC) ? grpc() : http());
	}

	private SpanExporter grpc() {
		OtlpGrpcSpanExporterBuilder builder = OtlpGrpcSpanExporter.builder()
			.setEndpoint(this.settings.endpoint().uri().toString())
			.setTimeout(this.settings.timeout())
			.setConnectTimeout(this.settings.connectTimeout())
			.setCompression(compression())
			.setRetryPolicy(null)
			.setMeterProvider(meterProvider())
			.setExecutorService(new DirectExecutorService());
		this.settings.headers().forEach(builder::addHeader);
		secure(builder::setSslContext);
		this.grpcCustomizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private SpanExporter http() {
		OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
			.setEndpoint(this.settings.endpoint().uri().toString())
			.setTimeout(this.settings.timeout())
			.setConnectTimeout(this.settings.connectTimeout())
			.setCompression(compression())
			.setRetryPolicy(null)
			.setMeterProvider(meterProvider())
			.setExecutorService(new DirectExecutorService());
		this.settings.headers().forEach(builder::addHeader);
		secure(builder::setSslContext);
		this.httpCustomizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	/**
	 * Returns the meter provider. It is not the global one, because reading that would
	 * fix it for the whole process.
	 */
	private MeterProvider meterProvider() {
		return (this.meterProvider != null) ? this.meterProvider : MeterProvider.noop();
	}

	private String compression() {
		return this.settings.compression().name().toLowerCase(Locale.ROOT);
	}

	private void secure(BiConsumer<SSLContext, X509TrustManager> builder) {
		SslBundle bundle = this.settings.sslBundle();
		if (bundle != null) {
			builder.accept(bundle.createSslContext(), trustManager(bundle));
		}
	}

	static X509TrustManager trustManager(SslBundle bundle) {
		return Arrays.stream(bundle.getManagers().getTrustManagers())
			.filter(X509TrustManager.class::isInstance)
			.map(X509TrustManager.class::cast)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("The SSL bundle has no X.509 trust manager"));
	}

	@Override
	public String description() {
		return description(this.settings, OtlpSignal.TRACES);
	}

	static String description(OtlpSettings settings, OtlpSignal signal) {
		return (settings.protocol() == Protocol.GRPC) ? "OTLP gRPC " + settings.endpoint()
				: "OTLP HTTP " + settings.endpoint().withPath(settings.uri(signal).getRawPath());
	}

	@Override
	public @Nullable Reply ask() {
		// The effect of a customizer is unknown.
		return (this.grpcCustomizers.isEmpty() && this.httpCustomizers.isEmpty()) ? OtlpInquiry.of(this.settings)
				: Reply.of(this.settings.endpoint().isReachable());
	}

}
