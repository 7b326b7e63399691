package io.github.tracingstarter.instrument.cache;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of caches, if the application enables caching.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnBean(CacheInterceptor.class)
@EnableConfigurationProperties(CacheTracingProperties.class)
@Instrumentation(id = "cache", name = "Spring Cache", description = "Hits and misses of methods with @Cacheable.",
		type = "org.springframework.cache.interceptor.CacheInterceptor", library = "spring-context",
		nothing = "caching is not enabled", switchable = false)
public final class CacheTracingAutoConfiguration {

	@Bean
	CacheObservation tracingCacheObservation(ObjectProvider<CacheInterceptor> interceptors,
			CacheTracingProperties properties, AttributeRedaction text, Spans spans, TracingReport report) {
		return new CacheObservation(interceptors, properties, text, spans, report);
	}

}
