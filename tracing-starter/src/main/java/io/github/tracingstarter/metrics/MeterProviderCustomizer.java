package io.github.tracingstarter.metrics;

import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;

/**
 * Customizes the provider of OpenTelemetry's meters, for example with views. Declare it
 * as a bean. It is not called if the application has its own provider.
 */
@FunctionalInterface
public interface MeterProviderCustomizer {

	/**
	 * Customizes the provider.
	 * @param builder its builder, which has the resource and the readers
	 */
	void customize(SdkMeterProviderBuilder builder);

}
