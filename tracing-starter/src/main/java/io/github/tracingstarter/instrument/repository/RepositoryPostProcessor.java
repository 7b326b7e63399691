package io.github.tracingstarter.instrument.repository;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.MethodSpans;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;

/**
 * Adds advice to the proxies that Spring Data creates for repositories. The advice is the
 * first, so that the transaction of a repository is within the span.
 */
final class RepositoryPostProcessor implements BeanPostProcessor {

	private final MethodSpans spans;

	private final BeanTracing beans;

	RepositoryPostProcessor(ObjectProvider<Spans> spans, ObjectProvider<TracingReport> report) {
		this.spans = new MethodSpans("repositories", spans);
		this.beans = new BeanTracing("repositories", "The calls", report);
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof RepositoryFactoryBeanSupport<?, ?, ?> factory) {
			this.beans.change(beanName, () -> {
				factory.addRepositoryFactoryCustomizer(
						(customized) -> customized.addRepositoryProxyPostProcessor((proxy, repository) -> proxy
							.addAdvice(0, new RepositoryAdvice(repository.getRepositoryInterface(), this.spans))));
				this.beans.traced(beanName);
			});
		}
		return bean;
	}

}
