package io.github.tracingstarter.instrument.gateway;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ClientHeadersConfiguration;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.headers.observation.GatewayContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the tracing of Spring Cloud Gateway on WebFlux.
 */
@AutoConfiguration(after = { TracingAutoConfiguration.class, InstrumentationAutoConfiguration.class },
		afterName = "org.springframework.cloud.gateway.config.GatewayMetricsAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(GlobalFilter.class)
@ConditionalOnTracing
@ConditionalOnBean(Tracer.class)
@EnableConfigurationProperties(GatewayProperties.class)
@Import(ClientHeadersConfiguration.class)
@Instrumentation(id = "gateway", name = "Spring Cloud Gateway",
		description = "Requests that Spring Cloud Gateway forwards on WebFlux.",
		type = "org.springframework.cloud.gateway.filter.GlobalFilter", library = "spring-cloud-gateway-server-webflux",
		nothing = "it is off")
public final class GatewayTracingAutoConfiguration {

	/**
	 * Runs before the gateway's own handler.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	AdoptingObservationHandler<GatewayContext> tracingGatewayObservations(Tracer tracer, AttributeRedaction text) {
		return new AdoptingObservationHandler<>(GatewayContext.class, (context) -> true, tracer,
				new ForwardingDetails(text));
	}

	@Bean
	@ConditionalOnTracing("gateway")
	ForwardingFilter tracingForwardingFilter(Spans spans, UrlRedaction redaction, HeaderCapture headers,
			ObjectProvider<ClientSpanCustomizer> customizers, TracingReport report) {
		report.traced("Spring Cloud Gateway", "all routes");
		return new ForwardingFilter(
				new HttpCallSpans(spans, "gateway", redaction, headers, customizers.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnTracing("gateway")
	ForwardedHeaders tracingForwardedHeaders(AdoptingObservationHandler<GatewayContext> observations) {
		return new ForwardedHeaders(observations);
	}

	@Bean
	@ConditionalOnTracing("gateway")
	RouteFilter tracingRouteFilter() {
		return new RouteFilter();
	}

}
