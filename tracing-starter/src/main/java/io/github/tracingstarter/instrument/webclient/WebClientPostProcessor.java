package io.github.tracingstarter.instrument.webclient;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Traces the clients and builders that are beans, however they were created.
 */
final class WebClientPostProcessor extends WrappingPostProcessor implements Ordered {

	static final String INSTRUMENTATION = "WebClient";

	private final ObjectProvider<TracedWebClients> clients;

	private final BeanTracing beans;

	WebClientPostProcessor(ObjectProvider<TracedWebClients> clients, ObjectProvider<TracingReport> report) {
		this.clients = clients;
		this.beans = new BeanTracing(INSTRUMENTATION, "HTTP calls", report);
	}

	/**
	 * Runs after the application's post-processors, which may set a registry on a client.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (!(bean instanceof WebClient || bean instanceof WebClient.Builder) || Spies.isSpy(bean)) {
			return bean;
		}
		return this.beans.replace(bean, beanName, () -> {
			TracedWebClients tracing = this.clients.getObject();
			if (bean instanceof WebClient client) {
				WebClient traced = tracing.trace(client);
				report(beanName, "WebClient", traced != null);
				return traced;
			}
			report(beanName, "WebClient.Builder", tracing.trace((WebClient.Builder) bean));
			return bean;
		});
	}

	private void report(String beanName, String type, boolean traced) {
		String subject = "%s (%s)".formatted(beanName, type);
		if (traced) {
			this.beans.traced(subject);
		}
		else {
			this.beans.leftAlone(subject, "it is not Spring's own");
		}
	}

}
