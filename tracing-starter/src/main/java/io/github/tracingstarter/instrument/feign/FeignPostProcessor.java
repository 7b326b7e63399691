package io.github.tracingstarter.instrument.feign;

import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Traces the beans that Feign implements, unless they were built with the capability. A
 * bean is not replaced.
 */
final class FeignPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<FeignTracer> tracer;

	private final ObjectProvider<TracingReport> report;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	FeignPostProcessor(ObjectProvider<FeignTracer> tracer, ObjectProvider<TracingReport> report) {
		this.tracer = tracer;
		this.report = report;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!Proxy.isProxyClass(bean.getClass())) {
			return bean;
		}
		FeignTracer tracer = this.tracer.getIfAvailable();
		if (tracer != null && tracer.isClient(bean) && !tracer.isTraced(bean)) {
			boolean traced = tracer.trace(bean) != null;
			if (this.reported.add(beanName)) {
				this.report.ifAvailable((target) -> report(target, beanName, traced));
			}
		}
		return bean;
	}

	private static void report(TracingReport report, String beanName, boolean traced) {
		if (traced) {
			report.traced("OpenFeign", beanName);
		}
		else {
			report.leftAlone("OpenFeign", beanName, "the client below it cannot be exchanged");
		}
	}

}
