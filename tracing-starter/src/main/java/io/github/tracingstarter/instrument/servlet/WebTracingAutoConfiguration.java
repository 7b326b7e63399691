package io.github.tracingstarter.instrument.servlet;

import java.util.function.Supplier;

import io.github.tracingstarter.ServletSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.WorkWatch;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.github.tracingstarter.instrument.http.ObservationDemand;
import io.github.tracingstarter.instrument.http.OperationalPaths;
import io.github.tracingstarter.instrument.http.TraceIdProperties;
import io.github.tracingstarter.instrument.http.WebProperties;
import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.RequestListeners;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.sampling.rules.Rules;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Auto-configuration of the spans of requests to a servlet application.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class,
		beforeName = "org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ FilterRegistrationBean.class, DispatcherServlet.class })
@ConditionalOnTracing("web")
@EnableConfigurationProperties({ WebProperties.class, TraceIdProperties.class })
@Import({ ServerConfigurations.Tomcat.class, ServerConfigurations.Jetty.class, ServerConfigurations.Actuator.class })
@Instrumentation(id = "web", name = "HTTP server", description = "Requests that the application serves.",
		type = "org.springframework.web.servlet.DispatcherServlet", library = "Spring MVC",
		nothing = "this is not a servlet application")
public final class WebTracingAutoConfiguration {

	/**
	 * After Spring's {@code ForwardedHeaderFilter}, so that client and scheme are the
	 * original ones; before Boot's observation filter, which has the same order and is
	 * registered later, so that its observation finds the starter's span.
	 */
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1;

	@Bean
	ExcludedRequests tracingExcludedRequests(WebProperties properties,
			ObjectProvider<OperationalPaths> operationalPaths, ObjectProvider<ServletContext> servletContext,
			ObjectProvider<Rules> rules) {
		Supplier<String> contextPath = () -> servletContext.stream()
			.map(ServletContext::getContextPath)
			.findFirst()
			.orElse("");
		rules.ifAvailable((all) -> all.contextPath(contextPath));
		return new ExcludedRequests(properties, operationalPaths, contextPath);
	}

	@Bean
	RequestSwitch tracingRequestSwitch(
			@Qualifier("serverRequestObservationDemand") ObjectProvider<ObservationDemand> demand,
			ObjectProvider<ObservationRegistry> registry) {
		return new RequestSwitch(demand.getIfAvailable(),
				() -> registry.getIfAvailable(() -> ObservationRegistry.NOOP));
	}

	@Bean
	ServerSpans tracingServerSpans(Spans spans, UrlRedaction redaction, AttributeRedaction text,
			WebProperties properties, ExcludedRequests excluded, ObjectProvider<ServletSpanCustomizer> customizers,
			ObjectProvider<RequestListener> listeners) {
		Instrumenter<ServerExchange> instrumenter = Instrumenter
			.of(spans, "web", new ServerConvention(redaction, properties.headers(text)), ServerSpans.FAILURES)
			.with(customizers.orderedStream().toList(), ServerExchange::request, ServerExchange::response);
		return new ServerSpans(instrumenter, TraceHeaders.with(spans.propagation()), excluded, spans.rules(),
				properties.excludeStaticResources(), RequestListeners.of(listeners.orderedStream()));
	}

	@Bean
	FilterRegistrationBean<TracingFilter> tracingFilter(ServerSpans spans, RequestSwitch requestSwitch,
			TracingReport report, ObjectProvider<RequestCompletion> completions, TraceIdProperties traceId,
			ObjectProvider<WorkWatch> watch) {
		requestSwitch.report(report);
		TracingFilter filter = new TracingFilter(spans, requestSwitch, completions.orderedStream().toList(),
				traceId.responseHeader(), watch.getIfAvailable());
		FilterRegistrationBean<TracingFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(ORDER);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		return registration;
	}

	@Bean
	static ErrorPageFilterPostProcessor tracingErrorPageFilterPostProcessor(
			ObjectProvider<FilterRegistrationBean<TracingFilter>> tracing) {
		return new ErrorPageFilterPostProcessor(tracing);
	}

	@Bean
	ExceptionRecorder tracingExceptionRecorder() {
		return new ExceptionRecorder();
	}

}
