package io.github.tracingstarter.instrument.cache;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

/**
 * A cache as seen by a method with {@code @Cacheable}. Its lookups are recorded on the
 * current span.
 */
final class ObservedCache implements Cache {

	private final Cache cache;

	private final CacheEvents events;

	ObservedCache(Cache cache, CacheEvents events) {
		this.cache = cache;
		this.events = events;
	}

	private void tell(Span span, Object key, boolean hit) {
		this.events.add(span, this.cache.getName(), key, hit);
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		ValueWrapper value = this.cache.get(key);
		tell(Span.current(), key, value != null);
		return value;
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		T value = this.cache.get(key, type);
		tell(Span.current(), key, value != null);
		return value;
	}

	/**
	 * A value that has to be loaded counts as a miss.
	 */
	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		Span span = Span.current();
		AtomicBoolean missed = new AtomicBoolean();
		try {
			return this.cache.get(key, () -> {
				missed.set(true);
				return valueLoader.call();
			});
		}
		finally {
			tell(span, key, !missed.get());
		}
	}

	@Override
	public @Nullable CompletableFuture<?> retrieve(Object key) {
		Span span = Span.current();
		CompletableFuture<?> value = this.cache.retrieve(key);
		if (value == null) {
			tell(span, key, false);
			return null;
		}
		return value.whenComplete((found, failure) -> tell(span, key, found != null));
	}

	@Override
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		Span span = Span.current();
		AtomicBoolean missed = new AtomicBoolean();
		CompletableFuture<T> value = this.cache.retrieve(key, () -> {
			missed.set(true);
			tell(span, key, false);
			return valueLoader.get();
		});
		return value.whenComplete((found, failure) -> {
			if (!missed.get()) {
				tell(span, key, true);
			}
		});
	}

	@Override
	public String getName() {
		return this.cache.getName();
	}

	@Override
	public Object getNativeCache() {
		return this.cache.getNativeCache();
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		this.cache.put(key, value);
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return this.cache.putIfAbsent(key, value);
	}

	@Override
	public void evict(Object key) {
		this.cache.evict(key);
	}

	@Override
	public boolean evictIfPresent(Object key) {
		return this.cache.evictIfPresent(key);
	}

	@Override
	public void clear() {
		this.cache.clear();
	}

	@Override
	public boolean invalidate() {
		return this.cache.invalidate();
	}

}
