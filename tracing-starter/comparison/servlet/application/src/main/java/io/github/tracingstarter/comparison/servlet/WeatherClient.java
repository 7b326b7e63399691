package io.github.tracingstarter.comparison.servlet;

import java.util.Objects;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Calls the upstream server, with the builder that Boot provides and therefore with
 * everything that a tracer adds to it.
 */
@Component
class WeatherClient {

	private final RestClient client;

	WeatherClient(RestClient.Builder builder, @Value("${comparison.upstream}") String upstream) {
		this.client = builder.baseUrl(upstream).build();
	}

	Weather weather(String city) {
		return Objects.requireNonNull(this.client.get().uri("/weather/{city}", city).retrieve().body(Weather.class));
	}

}
