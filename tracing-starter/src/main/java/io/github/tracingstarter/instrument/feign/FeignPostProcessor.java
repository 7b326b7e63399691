package io.github.tracingstarter.instrument.feign;

import java.lang.reflect.Proxy;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Traces the beans that Feign implements, unless they were built with the capability.
 * Beans are not replaced.
 */
final class FeignPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<FeignTracer> tracer;

	private final BeanTracing beans;

	FeignPostProcessor(ObjectProvider<FeignTracer> tracer, ObjectProvider<TracingReport> report) {
		this.tracer = tracer;
		this.beans = new BeanTracing("OpenFeign", "The calls", report);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (Proxy.isProxyClass(bean.getClass())) {
			this.beans.change(beanName, () -> trace(bean, beanName));
		}
		return bean;
	}

	private void trace(Object bean, String beanName) {
		FeignTracer tracer = this.tracer.getIfAvailable();
		if (tracer == null || !tracer.isClient(bean) || tracer.isTraced(bean)) {
			return;
		}
		if (tracer.trace(bean) != null) {
			this.beans.traced(beanName);
		}
		else {
			this.beans.leftAlone(beanName, "the client below it cannot be exchanged");
		}
	}

}
