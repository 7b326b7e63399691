package io.github.tracingstarter.instrument.feign;

import feign.Capability;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of OpenFeign.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(Capability.class)
@EnableConfigurationProperties(FeignProperties.class)
@Instrumentation(id = "feign", name = "OpenFeign", description = "Outgoing HTTP calls by OpenFeign.",
		type = "feign.Capability", library = "feign-core", nothing = "it is off")
public final class FeignTracingAutoConfiguration {

	@Bean
	@ConditionalOnTracing("feign")
	TracingCapability tracingFeignCapability(Spans spans, UrlRedaction redaction, TracingReport report) {
		report.traced("OpenFeign", "clients that Spring Cloud makes");
		return new TracingCapability(new HttpCallSpans(spans, redaction));
	}

	@Bean
	FeignObservationMapper tracingFeignMapper() {
		return new FeignObservationMapper();
	}

}
