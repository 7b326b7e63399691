package io.github.tracingstarter.metrics;

import io.github.tracingstarter.metrics.MetricsProperties.Names;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The meter of the metrics that OpenTelemetry's conventions define, if they are recorded.
 *
 * @param get the meter, or null if nothing is recorded
 */
record StandardMeter(@Nullable Meter get) {

	private static final String SCOPE = "io.github.tracingstarter";

	private static final String REGISTRY = "io.micrometer.core.instrument.MeterRegistry";

	private static final String BOOT = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration";

	static StandardMeter of(MetricsProperties properties, @Nullable SdkMeterProvider provider,
			ListableBeanFactory beans) {
		Names names = properties.names();
		boolean recorded = (names != null) ? names != Names.BOOT : !isMeasuredByBoot(beans);
		return new StandardMeter((recorded && provider != null) ? provider.get(SCOPE) : null);
	}

	/**
	 * Returns whether Boot's own metrics are present, as with Actuator.
	 */
	private static boolean isMeasuredByBoot(ListableBeanFactory beans) {
		ClassLoader loader = StandardMeter.class.getClassLoader();
		return beans.containsBeanDefinition(BOOT) && ClassUtils.isPresent(REGISTRY, loader)
				&& beans.getBeanNamesForType(ClassUtils.resolveClassName(REGISTRY, loader), true, false).length > 0;
	}

}
