package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.http.ActuatorPaths;
import org.apache.catalina.valves.ValveBase;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configurations that require a certain server or library. They share one switch.
 */
@ConditionalOnTracing("web")
final class ServerConfigurations {

	private ServerConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConfigurableTomcatWebServerFactory.class, ValveBase.class })
	static class Tomcat {

		@Bean
		TomcatCompletion tracingTomcatCompletion() {
			return new TomcatCompletion();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ServletContextRequest.class)
	static class Jetty {

		@Bean
		JettyCompletion tracingJettyCompletion() {
			return new JettyCompletion();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(PathMappedEndpoints.class)
	static class Actuator {

		@Bean
		ActuatorPaths tracingActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints,
				ObjectProvider<DispatcherServletPath> servletPath) {
			return new ActuatorPaths(endpoints, () -> {
				DispatcherServletPath servlet = servletPath.getIfUnique();
				return (servlet != null) ? servlet.getPrefix() : "";
			});
		}

	}

}
