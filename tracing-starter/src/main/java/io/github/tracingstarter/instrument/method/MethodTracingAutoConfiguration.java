package io.github.tracingstarter.instrument.method;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of methods that properties name.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("methods")
@EnableConfigurationProperties(MethodProperties.class)
@Instrumentation(id = "methods", name = "methods",
		description = "Methods of beans that are named here, without a change of the code.",
		type = "org.springframework.aop.framework.ProxyFactory", library = "spring-aop",
		nothing = "tracing.methods.include names no method of a bean so far")
public final class MethodTracingAutoConfiguration {

	@Bean
	static MethodPostProcessor tracingMethodPostProcessor(ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		return new MethodPostProcessor(spans, report);
	}

	@Bean
	LiveProperty tracingExcludedMethods(MethodPostProcessor methods) {
		return methods.selection();
	}

	@Bean
	LiveProperty tracingMethodMinDuration(MethodPostProcessor methods) {
		return methods.minDuration();
	}

}
