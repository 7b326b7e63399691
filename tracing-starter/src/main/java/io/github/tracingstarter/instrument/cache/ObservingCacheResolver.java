package io.github.tracingstarter.instrument.cache;

import java.util.Collection;
import java.util.List;

import io.opentelemetry.api.trace.Span;

import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;

/**
 * Resolves the caches of a call like the application's resolver, and observes them while
 * a span is being recorded. The caches and their manager are not changed.
 */
final class ObservingCacheResolver implements CacheResolver {

	private final CacheResolver resolver;

	private final CacheEvents events;

	ObservingCacheResolver(CacheResolver resolver, CacheEvents events) {
		this.resolver = resolver;
		this.events = events;
	}

	@Override
	public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
		Collection<? extends Cache> caches = this.resolver.resolveCaches(context);
		if (!(context.getOperation() instanceof CacheableOperation) || !Span.current().isRecording()) {
			return caches;
		}
		return observed(caches);
	}

	private List<Cache> observed(Collection<? extends Cache> caches) {
		return caches.stream().<Cache>map((cache) -> new ObservedCache(cache, this.events)).toList();
	}

}
