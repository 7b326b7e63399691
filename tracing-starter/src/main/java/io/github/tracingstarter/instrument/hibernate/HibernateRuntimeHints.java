package io.github.tracingstarter.instrument.hibernate;

import org.hibernate.event.spi.AutoFlushEventListener;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Runtime hints for the proxy of {@link FlushIntegrator} in a native image.
 */
final class HibernateRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.proxies().registerJdkProxy(AutoFlushEventListener.class);
	}

}
