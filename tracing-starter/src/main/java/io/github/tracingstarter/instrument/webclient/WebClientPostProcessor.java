package io.github.tracingstarter.instrument.webclient;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.Spies;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Traces the clients and builders that are beans, however they were made.
 */
final class WebClientPostProcessor extends WrappingPostProcessor implements Ordered {

	static final String INSTRUMENTATION = "WebClient";

	private static final Log logger = LogFactory.getLog(WebClientPostProcessor.class);

	private final ObjectProvider<TracedWebClients> clients;

	private final ObjectProvider<TracingReport> report;

	/**
	 * Boot's builder is a prototype: it comes by at each injection.
	 */
	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	WebClientPostProcessor(ObjectProvider<TracedWebClients> clients, ObjectProvider<TracingReport> report) {
		this.clients = clients;
		this.report = report;
	}

	/**
	 * After the application's own, which may give it a registry.
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
		try {
			TracedWebClients tracing = this.clients.getObject();
			if (bean instanceof WebClient client) {
				WebClient traced = tracing.trace(client);
				report(beanName, "WebClient", traced != null);
				return (traced != null) ? traced : bean;
			}
			report(beanName, "WebClient.Builder", tracing.trace((WebClient.Builder) bean));
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("HTTP calls of '%s' are not traced".formatted(beanName), ex);
		}
		return bean;
	}

	private void report(String beanName, String type, boolean traced) {
		if (!this.reported.add(beanName)) {
			return;
		}
		String subject = "%s (%s)".formatted(beanName, type);
		if (traced) {
			this.report.getObject().traced(INSTRUMENTATION, subject);
		}
		else {
			this.report.getObject().leftAlone(INSTRUMENTATION, subject, "it is not Spring's own");
		}
	}

}
