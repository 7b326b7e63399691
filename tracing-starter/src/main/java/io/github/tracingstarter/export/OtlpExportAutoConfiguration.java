package io.github.tracingstarter.export;

import java.util.Arrays;
import java.util.List;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.metrics.MetricsAutoConfiguration;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpGrpcSpanExporterBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpHttpSpanExporterBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of export over OTLP. An exporter bean of the application wins.
 */
@AutoConfiguration(after = ExportAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(OtlpGrpcSpanExporter.class)
@EnableConfigurationProperties(OtlpProperties.class)
public final class OtlpExportAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean({ OtlpGrpcSpanExporter.class, OtlpHttpSpanExporter.class })
	@Nullable ExportTarget tracingOtlpTarget(ExporterChoice choice, OtlpProperties properties, Environment environment,
			ObjectProvider<OtlpTracingConnectionDetails> connection, ObjectProvider<SslBundles> sslBundles,
			ListableBeanFactory beans, ObjectProvider<OtlpGrpcSpanExporterBuilderCustomizer> grpcCustomizers,
			ObjectProvider<OtlpHttpSpanExporterBuilderCustomizer> httpCustomizers) {
		if (!choice.includes("otlp")) {
			return null;
		}
		OtlpSettings settings = OtlpSettings.of(properties, environment, connection.getIfAvailable(),
				sslBundles.getIfAvailable());
		// Resolved here, because the export thread must not create beans.
		return new OtlpTarget(settings, meterProvider(beans), grpcCustomizers.orderedStream().toList(),
				httpCustomizers.orderedStream().toList());
	}

	/**
	 * Returns the application's own meter provider. The starter's needs this target for
	 * its export.
	 */
	private static @Nullable MeterProvider meterProvider(ListableBeanFactory beans) {
		List<String> names = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, MeterProvider.class))
			.filter((name) -> !name.equals(MetricsAutoConfiguration.METER_PROVIDER))
			.toList();
		return (names.size() == 1) ? beans.getBean(names.get(0), MeterProvider.class) : null;
	}

}
