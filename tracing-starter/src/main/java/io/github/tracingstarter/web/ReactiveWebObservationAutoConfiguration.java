package io.github.tracingstarter.web;

import java.util.List;
import java.util.stream.Stream;

import io.github.tracingstarter.core.ConditionalOnTracing;
import io.github.tracingstarter.core.TracingAutoConfiguration;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.micrometer.tracing.propagation.Propagator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * Auto-configuration of the spans of requests to a WebFlux application.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ ServerRequestObservationContext.class, OtelSpan.class })
@ConditionalOnTracing
@EnableConfigurationProperties(WebProperties.class)
@ConditionalOnBean({ Tracer.class, Propagator.class })
public final class ReactiveWebObservationAutoConfiguration {

	@Bean
	ReactiveServerHandler reactiveServerTracingObservationHandler(Tracer tracer, Propagator propagator,
			WebProperties properties, ObjectProvider<ReactiveOperationalPaths> operational) {
		return new ReactiveServerHandler(tracer, propagator, () -> !properties.excludeActuator() ? List.of()
				: operational.stream().flatMap((paths) -> paths.get().stream()).toList());
	}

	/**
	 * Paths that serve the operation of the application, not its users.
	 */
	interface ReactiveOperationalPaths {

		List<String> get();

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(PathMappedEndpoints.class)
	static class ActuatorConfiguration {

		@Bean
		ReactiveOperationalPaths tracingReactiveActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints) {
			return () -> endpoints.stream().flatMap(ActuatorConfiguration::paths).toList();
		}

		private static Stream<String> paths(PathMappedEndpoints mapped) {
			String basePath = mapped.getBasePath();
			Stream<String> base = (basePath.isEmpty() || basePath.equals("/")) ? Stream.of() : Stream.of(basePath);
			Stream<String> additional = mapped.stream()
				.flatMap((endpoint) -> endpoint.getAdditionalPaths(WebServerNamespace.SERVER).stream())
				.map((path) -> path.startsWith("/") ? path : "/" + path);
			return Stream.of(base, mapped.getAllPaths().stream(), additional).flatMap((paths) -> paths);
		}

	}

}
