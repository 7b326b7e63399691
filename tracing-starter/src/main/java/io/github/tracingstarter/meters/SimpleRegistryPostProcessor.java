package io.github.tracingstarter.meters;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Replaces Spring Boot's simple registry with one whose meters are exported, because two
 * registries would measure twice. The replacement is itself a simple registry, so that
 * the application sees no difference.
 */
final class SimpleRegistryPostProcessor implements BeanPostProcessor, Ordered {

	/** The name of Spring Boot's bean. */
	private static final String BEAN = "simpleMeterRegistry";

	private final ObjectProvider<SdkMeterProvider> provider;

	private final ObjectProvider<SimpleConfig> config;

	private final ObjectProvider<Clock> clock;

	SimpleRegistryPostProcessor(ObjectProvider<SdkMeterProvider> provider, ObjectProvider<SimpleConfig> config,
			ObjectProvider<Clock> clock) {
		this.provider = provider;
		this.config = config;
		this.clock = clock;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (bean.getClass() != SimpleMeterRegistry.class || !name.equals(BEAN)) {
			return bean;
		}
		SdkMeterProvider found = this.provider.getIfAvailable();
		SimpleConfig settings = this.config.getIfAvailable(() -> SimpleConfig.DEFAULT);
		if (found == null || settings.mode() != CountingMode.CUMULATIVE) {
			return bean;
		}
		return new ExportedSimpleRegistry(settings, this.clock.getIfAvailable(() -> Clock.SYSTEM),
				found.get(SdkMeterRegistry.SCOPE));
	}

	/**
	 * Runs before the post-processors that configure a registry.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
