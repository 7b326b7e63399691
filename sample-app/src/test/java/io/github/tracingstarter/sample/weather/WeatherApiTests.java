package io.github.tracingstarter.sample.weather;

import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;

@ApiTest
class WeatherApiTests {

	private final ApiClient client;

	WeatherApiTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/weather/{city}", "/weather/{city}/" })
	void asksTheUpstreamOfTheApplicationItself(String path) {
		this.client.get(path, "London").expectStatus().isOk().expectBody().json("""
				{"city":"London","temperature":9,"condition":"wind"}
				""");
	}

	@Test
	void theNameOfACityIsEncoded() {
		this.client.get("/weather/{city}", "São Paulo?").expectStatus().isOk().expectBody().json("""
				{"city":"São Paulo?"}
				""");
	}

	@Test
	void aFailureOfTheUpstreamIsAProblem() {
		ApiClient.expectProblem(this.client.get("/weather/Atlantis"), HttpStatus.BAD_GATEWAY)
			.jsonPath("$.detail")
			.isEqualTo("The weather of Atlantis is unknown");
	}

}
