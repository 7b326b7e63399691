package io.github.tracingstarter.ui.rates;

import io.github.tracingstarter.redaction.ReceivedRedaction;
import io.github.tracingstarter.ui.ConditionalOnUi;
import io.github.tracingstarter.ui.ReceivedRequests;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the request rates on the page.
 */
@AutoConfiguration
@ConditionalOnUi
public final class RatesAutoConfiguration {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	private static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");

	@Bean
	RequestRates tracingRequestRates(ObjectProvider<Resource> resource) {
		return new RequestRates(
				() -> String.valueOf(resource.getIfAvailable(Resource::empty).getAttribute(SERVICE_NAME)),
				System::currentTimeMillis);
	}

	@Bean
	ReceivedRequests tracingReceivedRequests(RequestRates rates, ReceivedRedaction redaction,
			ObjectProvider<Resource> resource) {
		return new ReceivedRates(rates, redaction::text,
				() -> resource.getIfAvailable(Resource::empty).getAttribute(INSTANCE));
	}

	@Bean
	RateRoutes tracingRateRoutes(RequestRates rates) {
		return new RateRoutes(rates);
	}

}
