package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Traces the clients and builders that are beans, however they were created.
 */
final class ClientPostProcessor extends WrappingPostProcessor implements Ordered {

	private final ObjectProvider<TracedClients> clients;

	private final BeanTracing beans;

	ClientPostProcessor(ObjectProvider<TracedClients> clients, ObjectProvider<TracingReport> report) {
		this.clients = clients;
		this.beans = new BeanTracing("HTTP client", "HTTP calls", report);
	}

	/**
	 * Runs after the application's post-processors, which may replace the request
	 * factory.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (!(bean instanceof RestTemplate || bean instanceof RestClient || bean instanceof RestClient.Builder)) {
			return bean;
		}
		return this.beans.replace(bean, beanName, () -> {
			Object traced = traced(bean);
			report(beanName, bean, traced != null);
			return traced;
		});
	}

	private @Nullable Object traced(Object bean) {
		TracedClients tracing = this.clients.getObject();
		if (bean instanceof RestTemplate template) {
			return tracing.trace(target(template)) ? template : null;
		}
		if (Spies.isSpy(bean)) {
			return null;
		}
		if (bean instanceof RestClient client) {
			return tracing.trace(client);
		}
		RestClient.Builder builder = (RestClient.Builder) bean;
		if (TracedClient.isTraced(builder)) {
			return builder;
		}
		return builder.getClass().getName().equals(TracedClients.BUILDER_TYPE) ? TracedClient.of(builder, tracing)
				: null;
	}

	/**
	 * Returns the target of a template, because the fields of a Spring AOP proxy are
	 * empty.
	 */
	private static RestTemplate target(RestTemplate template) {
		return (AopProxyUtils.getSingletonTarget(template) instanceof RestTemplate target) ? target(target) : template;
	}

	private void report(String beanName, Object bean, boolean traced) {
		String subject = "%s (%s)".formatted(beanName, type(bean));
		if (traced && this.clients.getObject().areOff()) {
			this.beans.leftAlone(subject, "management.observations.enable turns off client observations");
		}
		else if (traced) {
			this.beans.traced(subject);
		}
		else {
			this.beans.leftAlone(subject, "it is not one of Spring's own clients, or cannot be wrapped");
		}
	}

	private static String type(Object bean) {
		if (bean instanceof RestTemplate) {
			return "RestTemplate";
		}
		return (bean instanceof RestClient) ? "RestClient" : "RestClient.Builder";
	}

}
