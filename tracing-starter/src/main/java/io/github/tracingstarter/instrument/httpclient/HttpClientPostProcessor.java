package io.github.tracingstarter.instrument.httpclient;

import java.util.Set;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;

/**
 * Replaces clients that are beans with traced clients.
 */
final class HttpClientPostProcessor extends WrappingPostProcessor implements Ordered {

	/**
	 * The types of clients. The tracers are beans, and must not be created just to
	 * inspect any other bean.
	 */
	private static final Set<String> CLIENTS = Set.of(JdkTracer.CLIENT, ApacheTracer.CLIENT, ApacheAsyncTracer.CLIENT,
			ApacheAsyncTracer.HTTP2_CLIENT, OkHttpTracer.CLIENT);

	private final ObjectProvider<TwinTracer> tracers;

	private final BeanTracing beans;

	HttpClientPostProcessor(ObjectProvider<TwinTracer> tracers, ObjectProvider<TracingReport> report) {
		this.tracers = tracers;
		this.beans = new BeanTracing("HTTP client", "HTTP calls", report);
	}

	/**
	 * Runs after the application's post-processors, which may replace a client.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (!CLIENTS.contains(bean.getClass().getName())) {
			return bean;
		}
		return this.tracers.stream()
			.filter((tracer) -> tracer.isClient(bean))
			.findFirst()
			.map((tracer) -> wrap(bean, beanName, tracer))
			.orElse(bean);
	}

	private Object wrap(Object bean, String beanName, TwinTracer tracer) {
		return this.beans.replace(bean, beanName, () -> {
			Object traced = tracer.trace(bean);
			if (traced != null) {
				this.beans.traced("%s (%s)".formatted(beanName, bean.getClass().getSimpleName()));
			}
			return traced;
		});
	}

}
