package io.github.tracingstarter.instrument.cache;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Observes the caches of methods with {@code @Cacheable}. Their interceptor is created
 * before most post-processors and finds its caches after all beans have been created, so
 * this listener waits for that.
 */
final class CacheObservation implements ApplicationListener<ContextRefreshedEvent> {

	private final ObjectProvider<CacheInterceptor> interceptors;

	private final CacheTracingProperties properties;

	private final AttributeRedaction text;

	private final Spans spans;

	private final TracingReport report;

	CacheObservation(ObjectProvider<CacheInterceptor> interceptors, CacheTracingProperties properties,
			AttributeRedaction text, Spans spans, TracingReport report) {
		this.interceptors = interceptors;
		this.properties = properties;
		this.text = text;
		this.spans = spans;
		this.report = report;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (!this.properties.enabled()) {
			return;
		}
		try {
			this.interceptors.forEach(this::observe);
		}
		catch (RuntimeException | LinkageError ex) {
			LogFactory.getLog(CacheObservation.class).warn("Hits and misses of caches are not traced", ex);
		}
	}

	private void observe(CacheInterceptor interceptor) {
		CacheResolver resolver = interceptor.getCacheResolver();
		if (resolver != null && !(resolver instanceof ObservingCacheResolver)) {
			interceptor.setCacheResolver(new ObservingCacheResolver(resolver,
					new CacheEvents(this.text, this.properties.keys(), this.spans)));
			this.report.traced("Cache", "methods with @Cacheable");
		}
	}

}
