package io.github.tracingstarter.comparison.reactive;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Calls the upstream server, with the builder that Boot provides and therefore with
 * everything that a tracer adds to it.
 */
@Component
class WeatherClient {

	private final WebClient client;

	WeatherClient(WebClient.Builder builder, @Value("${comparison.upstream}") String upstream) {
		this.client = builder.baseUrl(upstream).build();
	}

	Mono<Weather> weather(String city) {
		return this.client.get().uri("/weather/{city}", city).retrieve().bodyToMono(Weather.class);
	}

}
