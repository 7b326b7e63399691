package io.github.tracingstarter.sample.weather;

import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;

@ApiTest
class TripApiTests {

	private final ApiClient client;

	TripApiTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@Test
	void tellsTheWeatherOfBothCities() {
		this.client.get("/trips/London/Paris").expectStatus().isOk().expectBody().json("""
				{"from": {"city": "London"}, "to": {"city": "Paris"}}
				""");
	}

	@Test
	void failsWhereOneOfTheCitiesHasNoWeather() {
		ApiClient.expectProblem(this.client.get("/trips/London/Atlantis"), HttpStatus.BAD_GATEWAY);
	}

}
