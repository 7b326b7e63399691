package io.github.tracingstarter.metrics;

import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;

/**
 * Customizes the provider of OpenTelemetry's meters, such as by views. Declare it as a
 * bean. Not called where the application has a provider of its own.
 */
@FunctionalInterface
public interface MeterProviderCustomizer {

	/**
	 * Customizes the provider.
	 * @param builder its builder, which has the resource and the readers
	 */
	void customize(SdkMeterProviderBuilder builder);

}
