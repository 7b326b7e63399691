package io.github.tracingstarter.instrument.feign;

import feign.Capability;
import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.instrument.http.ClientHeadersConfiguration;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;

/**
 * Auto-configuration of the tracing of OpenFeign.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(Capability.class)
@EnableConfigurationProperties(FeignProperties.class)
@Import(ClientHeadersConfiguration.class)
@Instrumentation(id = "feign", name = "OpenFeign", description = "Outgoing HTTP calls by OpenFeign.",
		type = "feign.Capability", library = "feign-core", nothing = "it is off")
public final class FeignTracingAutoConfiguration {

	@Bean
	@ConditionalOnTracing("feign")
	TracingCapability tracingFeignCapability(Spans spans, UrlRedaction redaction, HeaderCapture headers,
			ObjectProvider<ClientSpanCustomizer> customizers, TracingReport report) {
		report.traced("OpenFeign", "clients that Spring Cloud makes");
		return new TracingCapability(
				new HttpCallSpans(spans, "feign", redaction, headers, customizers.orderedStream().toList()));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnTracing("feign")
	static FeignTracer tracingFeignClients(ObjectProvider<TracingCapability> capability) {
		return new FeignTracer(capability);
	}

	@Bean
	@Lazy
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnTracing("feign")
	static WovenHook tracingMadeFeignClients(ObjectProvider<TracingCapability> capability) {
		return new FeignHook(capability);
	}

	@Bean
	@ConditionalOnTracing("feign")
	static FeignPostProcessor feignTracingPostProcessor(ObjectProvider<FeignTracer> tracer,
			ObjectProvider<TracingReport> report) {
		return new FeignPostProcessor(tracer, report);
	}

	@Bean
	FeignObservationMapper tracingFeignMapper() {
		return new FeignObservationMapper();
	}

}
