package io.github.tracingstarter.instrument.webflux;

import java.util.function.Supplier;

import io.github.tracingstarter.WebFluxSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.AdoptingObservationHandler;
import io.github.tracingstarter.instrument.http.ActuatorPaths;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.github.tracingstarter.instrument.http.ObservationDetails;
import io.github.tracingstarter.instrument.http.OperationalPaths;
import io.github.tracingstarter.instrument.http.WebProperties;
import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.RequestListeners;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.sampling.rules.Rules;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Auto-configuration of the spans of requests to a WebFlux application. If
 * {@code tracing.web.enabled} is false, Spring's observations remain for their metrics.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ ServerRequestObservationContext.class, OtelSpan.class })
@ConditionalOnTracing
@EnableConfigurationProperties(WebProperties.class)
@ConditionalOnBean(Tracer.class)
public final class ReactiveWebObservationAutoConfiguration {

	@Bean
	@ConditionalOnTracing("web")
	ExcludedRequests tracingReactiveExcludedRequests(WebProperties properties,
			ObjectProvider<OperationalPaths> operationalPaths, Environment environment, ObjectProvider<Rules> rules) {
		Supplier<String> contextPath = () -> environment.getProperty("spring.webflux.base-path", "");
		rules.ifAvailable((all) -> all.contextPath(contextPath));
		return new ExcludedRequests(properties, operationalPaths, contextPath);
	}

	@Bean
	@ConditionalOnTracing("web")
	ServerMapper tracingReactiveServerMapper(UrlRedaction redaction, AttributeRedaction text, ExcludedRequests excluded,
			ObjectProvider<Rules> rules, WebProperties properties, ObjectProvider<WebFluxSpanCustomizer> customizers,
			TracingReport report) {
		report.traced("HTTP server", "all handlers of WebFlux");
		return new ServerMapper(redaction, properties.headers(text), new ObservationDetails(text), excluded,
				rules.getIfAvailable(Rules::none), properties.excludeStaticResources(),
				customizers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnTracing("web")
	@Nullable MeasuredRequests tracingMeasuredRequests(ObjectProvider<RequestListener> listeners, ServerMapper mapper) {
		RequestListeners all = RequestListeners.of(listeners.orderedStream());
		return (all != null) ? new MeasuredRequests(all, mapper) : null;
	}

	@Bean
	@ConditionalOnTracing("web")
	static ExceptionRecorder tracingReactiveExceptionRecorder() {
		return new ExceptionRecorder();
	}

	@Bean
	@ConditionalOnMissingBean(ServerMapper.class)
	AdoptingObservationHandler<ServerRequestObservationContext> reactiveServerAdoptingObservationHandler(
			Tracer tracer) {
		return new AdoptingObservationHandler<>(ServerRequestObservationContext.class, tracer);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnTracing("web")
	@ConditionalOnClass(PathMappedEndpoints.class)
	static class ActuatorConfiguration {

		@Bean
		ActuatorPaths tracingReactiveActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints) {
			return new ActuatorPaths(endpoints, () -> "");
		}

	}

}
